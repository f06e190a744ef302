import { isHostile } from '../hostile.js';
import { isOpen } from '../origin.js';
import { actRule, eitherRule, wholeRule } from '../rule.js';

const startup =
  /\/(?:\.(?:bashrc|bash_profile|bash_login|profile|zshrc|bash_logout)|etc\/(?:profile|bash\.bashrc|bashrc|rc\.local|profile\.d\/[^/]+|init\.d\/[^/]+|update-motd\.d\/[^/]+)|(?:etc|lib)\/systemd\/system\/[^/]+|etc\/apt\/apt\.conf\.d\/[^/]+|(?:site|dist)-packages\/[^/]+\.pth|(?:site|user)customize\.py|hooks\/(?:post|pre)-[\w-]+)$/;

export const startupFile = eitherRule(
  {
    id: 'startup-file',
    severity: 'High',
    message: 'A file that runs by itself fetches or decodes something and runs it.',
    why: 'Such a file runs at every login or start, long after the build.',
    instead: 'Put programs into the image while it is built, with a checksum.',
    techniques: ['T1546.004', 'T1105'],
  },
  (about) =>
    actRule(
      about,
      'write',
      ({ path, text }, _, { acts }) =>
        startup.test(path) &&
        (isOpen(path, acts)
          ? {
              message: `${path}, which runs by itself, is a download that anybody may have put there.`,
            }
          : isHostile(commands(path, text)) && {
              message: `${path}, which runs by itself, fetches or decodes something and runs it.`,
            }),
    ),
  (about) =>
    wholeRule(about, ({ settings, instructions }) =>
      settings.flatMap(({ name, value = '', instruction }) => {
        const start = instructions[instruction]?.start;
        if (!start || name !== 'PROMPT_COMMAND' || !isHostile(value)) return [];
        const message = `${name}, which every shell runs, fetches or decodes something and runs it.`;
        return [{ ...start, instruction, message }];
      }),
    ),
);

/** As a shell reads them. */
function commands(path: string, text: string): string {
  if (/\.(?:py|pth)$/.test(path))
    return `python3 - <<'KEELWATCH_PROGRAM'\n${text}\nKEELWATCH_PROGRAM`;
  if (path.startsWith('/etc/apt/'))
    return [...text.matchAll(/"([^"\n]{1,4000})"/g)].map(([, command]) => command).join('\n');
  return text.replace(/^Exec\w+=/gm, '');
}
