import { withoutTokenForms } from './secret-forms.js';

const secretName = /TOKEN|SECRET|PASSW|PASSPHRASE|API_?KEY|PRIVATE_?KEY|CREDENTIAL/i;

/** An ARG or ENV with the lines that continue it. */
const assigning = /^[ \t]*(?:ARG|ENV)[ \t]+(?:[^\n]*[\\`][ \t]*\r?\n)*[^\n]*/gim;
const pair = /([\w.-]+)=("(?:[^"\\]|\\[\s\S])*"|'[^']*'|(?:[^\s\\]|\\[^\r\n])*)/g;
/** The older form, of one variable. */
const spaced = /^([ \t]*ENV[ \t]+)([\w.-]+)([ \t]+)(?!=)[\s\S]*$/i;

/** A Dockerfile's text with tokens removed, and values that are given to names that speak of secrets. */
export function redactDockerfile(text: string): string {
  const named = text.replace(assigning, (instruction) => {
    const [, before = '', name = '', blank = ''] = spaced.exec(instruction) ?? [];
    if (name !== '') return secretName.test(name) ? `${before}${name}${blank}***` : instruction;
    return instruction.replace(pair, (whole, key: string) =>
      secretName.test(key) ? `${key}=***` : whole,
    );
  });
  return withoutTokenForms(named);
}
