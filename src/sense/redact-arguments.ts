const removed = '***';
/** Options whose values are removed where they are arguments. */
const redacted = ['--build-arg', '--secret', '--opt', '--creds', '--password'];
/** Those of them that are looked for within a text, too. */
export const redactedWithin = ['--build-arg', '--creds', '--password'];

/**
 * Arguments with the values of build arguments, secrets and credentials removed: names stay, so that a reader sees what
 * was given. An argument that is itself a command line, as after `sh -c`, is redacted as text.
 */
export function redactArguments(args: string[]): string[] {
  return args.map((arg, i) => {
    const option = arg.startsWith('--')
      ? redacted.find((name) => arg.startsWith(`${name}=`))
      : undefined;
    if (option) return `${option}=${redactValue(option, arg.slice(option.length + 1))}`;
    const before = args[i - 1] ?? '';
    if (redacted.includes(before)) return redactValue(before, arg);
    return before === '-p' && args.includes('login') ? removed : redactText(arg);
  });
}

function redactValue(option: string, value: string): string {
  if (option === '--creds' || option === '--password') return removed;
  if (option === '--build-arg') return value.replace(/=.*/s, `=${removed}`);
  return value.replace(/(^|,)(build-arg:[^=,]*|env|src|source)=[^,]*/g, `$1$2=${removed}`);
}

const buildArgument =
  /(--build-arg(?:=|\s+))(?:"(\w+)=[^"]*"?|'(\w+)=[^']*'?|(\w+)=(?:"[^"]*"?|'[^']*'?|[^\s;|&"'])*)/g;
const credential = /(--(?:password|creds)(?:=|\s+))(?:"[^"]*"?|'[^']*'?|[^\s"']+)/g;

function redactText(text: string): string {
  if (!text.includes('--')) return text;
  let rest = text;
  if (rest.includes('--build-arg'))
    rest = rest.replace(
      buildArgument,
      (_, option: string, double?: string, single?: string, bare?: string) =>
        `${option}${double ?? single ?? bare}=${removed}`,
    );
  return rest.includes('--password') || rest.includes('--creds')
    ? rest.replace(credential, `$1${removed}`)
    : rest;
}
