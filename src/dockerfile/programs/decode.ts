import { gunzipSync, inflateSync } from 'node:zlib';
import type { Call, Programs } from '../shell/program.js';
import {
  type Decoding,
  decoded,
  encodedOutput,
  filtered,
  isKnown,
  unknownOutput,
  withoutDecoding,
  withoutTokens,
} from '../shell/tokens.js';
import { kindOf } from '../source.js';

/** Bytes that a text may unpack to. */
const maxUnpacked = 131_072;

/** Programs that turn encoded text back. */
export const decoders: Programs = {
  base64: (call) => decodes(call, 'base64', fromBase64, /^(?:-\w*[dD]|--decode)/),
  base32: (call) => decodes(call, 'base32', () => undefined, /^(?:-\w*d|--decode)/),
  base16: (call) => decodes(call, 'hexadecimal', fromHex, /^(?:-\w*d|--decode)/),
  basenc: (call) => decodes(call, 'base64', fromBase64, /^(?:-\w*d|--decode)/),
  xxd: (call) => decodes(call, 'hexadecimal', fromHex, /^-\w*r/),
  uudecode: (call) => {
    const text = decodes(call, 'uuencoding', () => undefined);
    const name = /^begin(?:-base64)? \d+ (\S+)/m.exec(call.stdin ?? '')?.[1];
    if (name === undefined || name === '/dev/stdout') return text;
    return toFile(
      call,
      ['-o', name, ...call.args].slice(call.args.includes('-o') ? 2 : 0),
      '-o',
      text,
    );
  },
  gunzip: (call) => unpacks(call),
  gzip: (call) =>
    call.args.some((arg) => /^-\w*d|^--decompress|^--uncompress/.test(arg))
      ? unpacks(call)
      : unknownOutput,
  zcat: (call) => unpacks({ ...call, args: ['-c', ...call.args] }),
  gzcat: (call) => unpacks({ ...call, args: ['-c', ...call.args] }),
  bzcat: (call) => unpacks({ ...call, args: ['-c', ...call.args] }),
  xzcat: (call) => unpacks({ ...call, args: ['-c', ...call.args] }),
  bunzip2: (call) => unpacks(call),
  bzip2: (call) => unpacks(call),
  unxz: (call) => unpacks(call),
  xz: (call) => unpacks(call),
  unzstd: (call) => unpacks(call),
  zstd: (call) => unpacks(call),
  brotli: (call) => unpacks(call),
  lz4: (call) => unpacks(call),
  openssl: (call) => {
    const [command = '', ...args] = call.args;
    const peer = command === 's_client' ? args[args.indexOf('-connect') + 1] : undefined;
    if (peer && args.includes('-connect') && !/^(?:localhost|127\.)/.test(peer))
      return call.machine.fetch({
        tool: 'openssl',
        urls: [`https://${peer}/`],
        isUnchecked: false,
      });
    const isCipher = /^(?:enc|base64|aes|des|rc4|camellia|aria|chacha20|bf)/.test(command);
    const isBase64 = command === 'base64' || (command === 'enc' && args.includes('-base64'));
    if (isBase64 && !args.includes('-d')) return encoded(call.stdin ?? unknownOutput);
    if (!isCipher || !args.includes('-d')) return undefined;
    const file = args[args.indexOf('-in') + 1];
    const input =
      args.includes('-in') && file ? (call.machine.read(file)?.text ?? unknownOutput) : call.stdin;
    const text = isBase64
      ? decode(input ?? unknownOutput, 'base64', fromBase64)
      : decoded('encryption', filtered(input ?? unknownOutput));
    return toFile(call, args, '-out', text);
  },
};

export function decrypt(call: Call): string | undefined {
  if (!call.args.some((arg) => /^(?:-d|--decrypt)$/.test(arg))) return undefined;
  const text = decoded('encryption', filtered(call.stdin ?? unknownOutput));
  return toFile(call, call.args, call.args.includes('-o') ? '-o' : '--output', text);
}

function toFile({ machine }: Call, args: string[], option: string, text: string): string {
  const at = args.indexOf(option);
  const file = at < 0 ? undefined : args[at + 1];
  if (!file) return text;
  machine.write(file, text);
  return '';
}

function decodes(
  call: Call,
  how: Decoding,
  turn: (text: string) => string | undefined,
  when?: RegExp,
): string {
  const { args, stdin, machine } = call;
  const names = args.filter((arg) => /^[^-]/.test(arg) && !/^\d+$/.test(arg));
  const files = names.flatMap((file) => machine.read(file)?.text ?? []);
  if (when && !args.some((arg) => when.test(arg)))
    return encoded(files.join('') || (names.length > 0 ? unknownOutput : (stdin ?? unknownOutput)));
  const input = files.length > 0 ? files.join('') : (stdin ?? unknownOutput);
  return isPublished(call, input) ? filtered(input) : decode(input, how, turn);
}

/** Some servers give files in letters alone: what comes from a host with a name over HTTPS is judged as a download. */
function isPublished({ machine }: Call, text: string): boolean {
  const downloads = machine.record.downloads.in(text);
  return downloads.length > 0 && downloads.every((download) => kindOf(download) === 'named');
}

/** What stands in the file itself, or in a variable, is no news to whom it is sent. */
const encoded = (text: string): string =>
  text.includes(unknownOutput) || text.includes(encodedOutput) ? encodedOutput : unknownOutput;

function decode(input: string, how: Decoding, turn: (text: string) => string | undefined): string {
  const text = withoutDecoding(input);
  const turned = isKnown(text) ? turn(text) : undefined;
  return decoded(how, turned === undefined ? filtered(text) : withoutTokens(turned));
}

/** Compression is no disguise, but for what was text before: what comes out of a decoder stays decoded. */
function unpacks(call: Call): string {
  const { args, stdin, machine } = call;
  const files = args.filter((arg) => !arg.startsWith('-'));
  const toOutput =
    files.length === 0 || args.some((arg) => /^-\w*c|^--stdout|^--to-stdout/.test(arg));
  if (!toOutput) {
    for (const file of files) {
      const known = machine.read(file);
      if (known)
        machine.write(file.replace(/\.(?:gz|bz2|xz|zst|tgz|lz4|br)$/, ''), filtered(known.text));
    }
    return '';
  }
  const known = files.flatMap((file) => machine.read(file)?.text ?? []).join('') || stdin;
  return known === undefined ? unknownOutput : filtered(known);
}

export function fromHex(text: string): string | undefined {
  const digits = text
    .split('\n')
    .map((line) => line.replace(/^[0-9a-f]{1,16}: /i, '').replace(/\s\s.*/s, ''))
    .join('')
    .replace(/\s|0x|\\x/g, '');
  if (!/^(?:[0-9a-f]{2})+$/i.test(digits)) return undefined;
  return readable(Buffer.from(digits, 'hex'));
}

export function fromBase64(text: string): string | undefined {
  const plain = text.replace(/\s/g, '');
  if (plain === '' || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(plain)) return undefined;
  return readable(Buffer.from(plain, 'base64'));
}

/** Text of bytes, unpacked where they are packed; undefined for what is no text. */
function readable(bytes: Buffer): string | undefined {
  let plain = bytes;
  try {
    const options = { maxOutputLength: maxUnpacked };
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) plain = gunzipSync(bytes, options);
    else if (bytes[0] === 0x78) plain = inflateSync(bytes, options);
  } catch {
    return bytes[0] === 0x78 ? bytes.toString('utf8') : undefined;
  }
  const text = plain.toString('utf8');
  return text.includes('\ufffd') ? undefined : text;
}
