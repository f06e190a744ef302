import { withoutTokenForms } from './secret-forms.js';

const secretName = /TOKEN|SECRET|PASSW|PASSPHRASE|API_?KEY|PRIVATE_?KEY|CREDENTIAL/i;

const pair = /(?<![\w.-])([\w.-]+)=("(?:[^"\\]|\\[\s\S])*"|'[^']*'|(?:[^\s\\]|\\[^\r\n])*)/g;
const assigning = /^[ \t]*(?:ARG|ENV)[ \t]/i;
/** The older form, of one variable. */
const spaced = /^([ \t]*ENV[ \t]+)([\w.-]+)([ \t]+)/i;

/** A Dockerfile's text with tokens removed, and values that are given to names that speak of secrets. */
export function redactDockerfile(text: string): string {
  return withoutTokenForms(instructions(text).map(redactInstruction).join('\n'));
}

/** Lines, those of an ARG or ENV with the lines that continue it. */
function instructions(text: string): string[] {
  const found: string[] = [];
  let open: string[] = [];
  for (const line of text.split('\n')) {
    const isPart = open.length > 0 || assigning.test(line);
    if (isPart && /[\\`]$/.test(line.trimEnd())) {
      open.push(line);
      continue;
    }
    found.push([...open, line].join('\n'));
    open = [];
  }
  return open.length > 0 ? [...found, open.join('\n')] : found;
}

function redactInstruction(instruction: string): string {
  if (!assigning.test(instruction)) return instruction;
  const [, before = '', name = '', blank = ''] = spaced.exec(instruction) ?? [];
  if (name !== '') return secretName.test(name) ? `${before}${name}${blank}***` : instruction;
  return instruction.replace(pair, (whole, key: string) =>
    secretName.test(key) ? `${key}=***` : whole,
  );
}
