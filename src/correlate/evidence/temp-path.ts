import { brief, type CaseStep, type EvidenceRule, requestRow } from '../case.js';
import { splitCommandLine } from '../command-line.js';
import { isTemporary } from '../temp-path.js';

/** As in the published rule; the working directory counts too, since `cd /tmp/x; docker build .` is the same build. */
export const tempPath: EvidenceRule = {
  id: 'temp-path',
  techniques: [],
  find(subject) {
    const { build, details, steps } = subject;
    // What else a curl or a script is given, such as the engine's socket, says nothing of the build.
    const isClient = details.RequestTool !== 'api';
    const words = isClient ? splitCommandLine(build.RequesterCommandLine ?? '').slice(1) : [];
    const copied = build.Method === 'commit' ? steps.filter(isCopy) : [];
    const places = [
      build.ContextPath ?? '',
      build.DockerfilePath ?? '',
      ...words,
      ...copied.flatMap(({ command }) => splitCommandLine(command).slice(0, 1)),
    ];
    const place = places.find((text) => isTemporary(text));
    if (place === undefined) return undefined;
    return {
      // An archive that is loaded was brought from elsewhere, and has to lie somewhere: often there.
      weight: build.Method === 'load' ? 1 : 3,
      explanation: `${build.Method === 'load' ? 'Loaded' : 'Built'} from a temporary directory: ${brief(place)}.`,
      rows: requestRow(subject),
    };
  },
};

/** What was put into a container by hand comes from a place, too. */
function isCopy({ row }: CaseStep): boolean {
  return row.Instruction === 'COPY';
}
