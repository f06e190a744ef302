import { withoutTokenForms } from '../sense/secret-forms.js';

const secretName = /TOKEN|SECRET|PASSW|PASSPHRASE|API_?KEY|PRIVATE_?KEY|CREDENTIAL/i;
const pair = /(?<![\w.-])([\w.-]+)=("(?:[^"\\]|\\[\s\S])*"?|'[^']*'?|(?:[^\s"'\\]|\\\S)+)/g;

/** One line of a Dockerfile for people to look at, whatever instruction it belongs to, without secrets. */
export function redactLine(text: string): string {
  const named = text
    .replace(pair, (whole: string, name: string) => (secretName.test(name) ? `${name}=***` : whole))
    .replace(
      /^(\s*ENV\s+)(\w+)([ \t]+).*/i,
      (whole: string, head: string, name: string, space: string) =>
        secretName.test(name) ? `${head}${name}${space}***` : whole,
    )
    .replace(/(\b[a-z][a-z0-9+.-]{0,31}:\/\/[^\s:/@"']*):[^\s/@"']+@/gi, '$1:***@')
    .replace(/(-----BEGIN [A-Z ]*PRIVATE KEY-----).*$/, '$1***')
    .replace(/\bAIza[0-9A-Za-z_-]{35}\b/g, '***');
  return withoutTokenForms(named);
}
