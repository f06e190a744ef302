import { redactDockerfile } from '../sense/redact-dockerfile.js';
import type { History } from './histories.js';
import { isSameText } from './history-join.js';
import type { Image } from './images.js';
import type { OpenBuild } from './open-build.js';
import type { Settings } from './settings.js';

export interface DockerfileText {
  text: string;
  /** See ImageBuilds.DockerfileSource. */
  source: '' | 'buildkit' | 'body' | 'client' | 'steps' | 'history';
  truncated: boolean;
  /** What the client's file held when it started, where that is not what was built; else empty. */
  other: string;
}

/** The text that a build's image was made from, from the source that knows best. */
export function dockerfileText(
  open: OpenBuild,
  image: Image | undefined,
  { maxDockerfile }: Settings,
): DockerfileText {
  const cut = (
    text: string,
    source: DockerfileText['source'],
    truncated = false,
  ): DockerfileText => ({
    text: redactDockerfile(text.slice(0, maxDockerfile)),
    source,
    truncated: truncated || text.length > maxDockerfile,
    other: '',
  });
  const read = open.histories.filter(({ dockerfile }) => dockerfile.text !== '');
  const [only] = read;
  if (only) {
    const truncated = read.some(({ dockerfile }) => dockerfile.isTruncated);
    const differs = read.length === 1 && isSameText(open.dockerfile, only) === false;
    return {
      ...cut(
        joined(read, ({ dockerfile }) => dockerfile.text),
        'buildkit',
        truncated,
      ),
      other: differs ? redactDockerfile((open.dockerfile?.Text ?? '').slice(0, maxDockerfile)) : '',
    };
  }
  const { request, dockerfile } = open;
  // Of what was sent only the beginning may have been seen; the client's file may have been changed since.
  const sent = request?.sent;
  if (sent && !(sent.Truncated && dockerfile)) return cut(sent.Text, 'body', sent.Truncated);
  if (dockerfile) return cut(dockerfile.Text, 'client', dockerfile.Truncated);
  const told = open.histories.filter(({ steps }) => steps.length > 0);
  if (told.length > 0) return cut(joined(told, linesOf), 'steps');
  const lines = (image?.instructions ?? [])
    .filter(({ created }) => created !== null && created >= open.start - 1_000_000)
    .map(({ text }) => text);
  return lines.length === 0 ? cut('', '') : cut(lines.join('\n'), 'history');
}

/** One client may build many, as compose does. */
function joined(histories: History[], textOf: (history: History) => string): string {
  if (histories.length === 1) return histories.map(textOf).join('');
  return histories
    .map((history) => `# ${history.references.join(', ') || history.ref}\n${textOf(history)}`)
    .join('\n');
}

function linesOf({ steps }: History): string {
  return steps.map(({ instruction, command }) => `${instruction} ${command}`.trim()).join('\n');
}
