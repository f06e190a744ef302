import type { Download } from '../act.js';
import { readOptions } from '../shell/options.js';
import type { Call, Programs } from '../shell/program.js';
import { kindOf } from '../source.js';
import { decrypt } from './decode.js';

/** Programs that compare what was downloaded with a checksum or a signature. */
export const verifiers: Programs = {
  sha1sum: checks,
  sha224sum: checks,
  sha256sum: checks,
  sha384sum: checks,
  sha512sum: checks,
  sha256: checks,
  sha512: checks,
  shasum: checks,
  md5sum: checks,
  md5: checks,
  b2sum: checks,
  b3sum: checks,
  cksum: checks,
  rhash: checks,
  gpgv: (call) => signed(call),
  gpg,
  gpg2: gpg,
  minisign: (call) => (call.args.some((arg) => /^-\w*V/.test(arg)) ? signed(call) : undefined),
  signify: (call) => (call.args.some((arg) => /^-\w*V/.test(arg)) ? signed(call) : undefined),
  cosign: (call) => ((call.args[0] ?? '').startsWith('verify') ? signed(call) : undefined),
  'slsa-verifier': (call) => signed(call),
  jarsigner: (call) => (call.args.includes('-verify') ? signed(call) : undefined),
  apksigner: (call) => signed(call),
};

/** With `-c`, or where something looks at what it prints: a checksum that is merely shown holds nobody up. */
function checks(call: Call): string | undefined {
  const { args, stdin, machine } = call;
  const isList = args.some(
    (arg) => arg.startsWith('--check') || (/^-\w+$/.test(arg) && /c/i.test(arg)),
  );
  if (!isList && !machine.isCaptured) return undefined;
  const { operands } = readOptions(args, { short: 'a', long: 'algorithm' });
  if (!isList) {
    mark(call, operands);
    return undefined;
  }
  const lists = operands.flatMap((file) => machine.read(file)?.text ?? []);
  const list = lists.length > 0 ? lists.join('\n') : (stdin ?? '');
  // A list that came the same way as what it lists proves nothing.
  const origins = machine.record.downloads.in(list);
  if (origins.some((origin) => !origin.isVerified && kindOf(origin) !== 'named')) return undefined;
  const names = list
    .split('\n')
    .flatMap((line) => /^\S+\s+\*?(\S.*)/.exec(line.trimEnd())?.[1] ?? []);
  mark(call, names);
  return undefined;
}

function gpg(call: Call): string | undefined {
  return call.args.includes('--verify') ? signed(call) : decrypt(call);
}

function signed(call: Call): undefined {
  const files = call.args.filter((arg) => !arg.startsWith('-'));
  mark(call, [
    ...files,
    ...files.map((file) => file.replace(/\.(?:asc|sig|gpg|sign|pem|minisig)$/, '')),
  ]);
}

/** Where none of the names is one that the build saved to, all that it saved counts: names are often put together. */
function mark({ machine }: Call, names: string[]): void {
  const saved = machine.record.downloads.all.filter(({ path }) => path !== '');
  const named = new Set(names.flatMap((name) => fileDownloads(machine.read(name)?.text ?? '')));
  function fileDownloads(text: string): Download[] {
    return machine.record.downloads.in(text);
  }
  for (const download of named.size > 0 ? named : saved) download.isVerified = true;
}
