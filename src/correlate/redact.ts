const removed = '***';
const redacted = ['--build-arg', '--secret', '--opt', '--creds', '--password'];

/**
 * A build client's arguments with the values of build arguments, secrets and credentials removed: names stay, so that
 * a reader sees what was given.
 */
export function redactArguments(args: string[]): string[] {
  return args.map((arg, i) => {
    const option = redacted.find((name) => arg.startsWith(`${name}=`));
    if (option) return `${option}=${redactValue(option, arg.slice(option.length + 1))}`;
    const before = args[i - 1] ?? '';
    return redacted.includes(before) ? redactValue(before, arg) : arg;
  });
}

function redactValue(option: string, value: string): string {
  if (option === '--creds' || option === '--password') return removed;
  if (option === '--build-arg') return value.replace(/=.*$/s, `=${removed}`);
  return value.replace(/(^|,)(build-arg:[^=,]*|env|src|source)=[^,]*/g, `$1$2=${removed}`);
}
