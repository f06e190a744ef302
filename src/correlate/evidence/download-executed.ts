import { brief, type CaseStep, type EvidenceRule, stepRow } from '../case.js';
import {
  executesDownload,
  installsDownload,
  isUnverifiable,
  pipesDownload,
} from '../shell-shape.js';

/**
 * The core of the technique: what runs is not in the Dockerfile but on somebody's server. Installers of well-known
 * software do it too, over HTTPS from a host with a name: those weigh little.
 */
export const downloadExecuted: EvidenceRule = {
  id: 'download-executed',
  techniques: ['T1105', 'T1059.004'],
  find({ steps }) {
    const found = steps.flatMap((step) => {
      const how = manner(step);
      return how ? [{ step, how, risky: isUnverifiable(texts(step)) }] : [];
    });
    const worst = found.find(({ risky }) => risky) ?? found[0];
    if (!worst) return undefined;
    const { step, how, risky } = worst;
    const note = risky ? '' : ' It came over HTTPS from a host with a name, as installers do.';
    return {
      weight: risky ? 3 : 1,
      explanation: `Step ${step.index + 1} ${how}: ${brief(step.command)}.${note}`,
      rows: found.slice(0, 10).map(({ step: each }) => stepRow(each)),
    };
  },
};

function manner({ command }: CaseStep): string | undefined {
  if (pipesDownload(command)) return 'pipes a download into an interpreter';
  if (executesDownload(command)) return 'downloads a file and runs it';
  return installsDownload(command) ? 'downloads a file and makes it executable' : undefined;
}

/** The command, and the fetches that really ran: their arguments have variables filled in. */
function texts({ command, processes }: CaseStep): string[] {
  const fetches = processes.filter(
    ({ FileName, CommandLine }) =>
      /^(?:curl|wget|aria2c|fetch)$/.test(FileName) ||
      /^(?:\S*\/)?(?:curl|wget)\s/.test(CommandLine),
  );
  const ran = fetches.map(({ CommandLine }) => CommandLine);
  return ran.some((text) => /https?:\/\//i.test(text)) ? ran : [command, ...ran];
}
