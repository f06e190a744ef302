import type { Call } from '../shell/program.js';
import {
  decoded,
  isPart,
  leading,
  unknownOutput,
  withoutDecoding,
  withoutTokens,
} from '../shell/tokens.js';
import { fromBase64, fromHex } from './decode.js';

// Programs in other languages are not parsed: what is looked for has one shape in all of them.

const maxProgram = 131_072;
const fetches =
  /\b(?:urllib|urlopen|urlretrieve|requests\s*\.\s*(?:get|post)|httpx|http\.client|LWP::|HTTP::Tiny|Net::HTTP|open-uri|URI\.(?:open|parse)|https?\.get|\bget\s*\(\s*['"]https?:|getstore\s*\(|\bfetch\s*\(|axios|file_get_contents|\bcopy\s*\(\s*['"]https?:|curl_exec|IO::Socket|socket\.http)/;
const saves =
  /\b(?:urlretrieve|writeFileSync?|file_put_contents|copy\s*\(|\.write\s*\(|mirror\s*\(|getstore\s*\()/;
const runs =
  /\b(?:exec|eval|execfile|compile|system|popen|passthru|shell_exec|spawnSync|spawn|execSync|execFileSync|execv\w*|runpy|loadstring|child_process|subprocess\s*\.\s*\w+|os\.startfile|new\s+Function)\b\s*[(.`"']|\beval\s+\w|[(,]\s*eval\s*\)|`[^`]+`/;
const decodes =
  /\b(?:b64decode|standard_b64decode|decodebytes|base64_decode|decode_base64|unhexlify|fromhex|hex2bin|str_rot13|gzinflate|zlib\.decompress|marshal\.loads|atob\s*\(|Buffer\.from\s*\([^)]{0,4000}?,\s*['"](?:base64|hex)['"]|(?:un)?pack\s*(?:\(\s*)?['"](?:H\*|m)['"]|map\s*\(\s*chr\b|fromCharCode|Base64\.decode64|codecs\.decode)/;
const prints = /\b(?:print|printf|puts|echo|say|console\.log|stdout\.write)\b/;
const unchecked =
  /verify\s*=\s*False|_create_unverified_context|CERT_NONE|rejectUnauthorized\s*:\s*false|VERIFY_NONE|verify_hostname\s*=>\s*0|NODE_TLS_REJECT_UNAUTHORIZED/;

/** What the text of a program does: downloads that it runs, text that it decodes and runs, commands that it gives a shell. */
export function runProgram(call: Call, given: string): string | undefined {
  const { machine, name } = call;
  const start = leading(given);
  if (start === 'download') {
    const downloads = machine.record.downloads.in(given);
    machine.act({
      kind: 'run',
      downloads,
      isVerified: downloads.every(({ isVerified }) => isVerified),
      manner: isPart(given) ? 'archive' : machine.isStart ? 'start' : 'text',
      by: name,
    });
    return unknownOutput;
  }
  // Texts that are put together from pieces, to be found as one.
  const text = withoutDecoding(given)
    .slice(0, maxProgram)
    .replace(/(['"])\s*\+\s*\1/g, '');
  if (start) machine.act({ kind: 'decode', how: start, text, by: name });
  const doesRun = runs.test(text);
  if (fetches.test(text)) {
    const urls = [...text.matchAll(/\b(?:https?|ftp):\/\/[^\s"'`\\)>]+/gi)]
      .map(([url]) => url)
      .slice(0, 20);
    if (urls.length > 0 || doesRun) {
      const token = machine.fetch({ tool: name, urls, isUnchecked: unchecked.test(text) });
      const downloads = machine.record.downloads.in(token);
      if (doesRun && !onlyReports(text))
        machine.act({
          kind: 'run',
          downloads,
          isVerified: /sha256|sha512|hashlib|createHash|hexdigest|hash_file/i.test(text),
          manner: 'text',
          by: name,
        });
      else if (saves.test(text)) for (const file of filesIn(text)) machine.write(file, token);
      else if (prints.test(text)) return token;
    }
  }
  if (decodes.test(text)) {
    const plain = hiddenIn(text);
    if (doesRun) {
      machine.act({ kind: 'decode', how: 'base64', text: plain ?? '', by: name });
      if (plain !== undefined) runProgram(call, plain);
    } else if (plain !== undefined && prints.test(text)) return decoded('base64', plain);
  }
  const outputs = shellTexts(text, name).map((command) => call.shell(command));
  if (prints.test(text) && machine.record.downloads.in(outputs.join('')).length > 0)
    return outputs.join('');
  return start ? decoded(start, unknownOutput) : undefined;
}

/** The first text in quotes, or list of numbers, that stands for another text. */
function hiddenIn(text: string): string | undefined {
  const codes = /((?:\d{2,3}\s*,\s*){4,4000}\d{2,3})/.exec(text)?.[1];
  if (codes) return withoutTokens(String.fromCharCode(...codes.split(',').map(Number)));
  return [...text.matchAll(/['"]([A-Za-z0-9+/=_-]{16,})['"]/g)]
    .map(([, each = '']) => fromHex(each) ?? fromBase64(each))
    .find((each) => each !== undefined);
}

/** `exec` as a method of patterns and databases, and packages that merely end. */
const onlyReports = (text: string): boolean =>
  !/\b(?:exec|eval|execfile|compile|system|popen|passthru|shell_exec|spawn\w*|exec\w*Sync|execv\w*|loadstring|runpy)\s*[(`"']|subprocess|child_process|\beval\s+\w|[(,]\s*eval\s*\)/.test(
    text,
  );

function filesIn(text: string): string[] {
  return [
    ...text.matchAll(/['"]((?:\/|\.\/)[\w./-]{1,200}|[\w-]{1,100}\.(?:sh|py|bin|pl|php|js))['"]/g),
  ]
    .map(([, file = '']) => file)
    .slice(0, 10);
}

/** Literal texts that are handed to a shell. */
function shellTexts(text: string, language: string): string[] {
  const found: string[] = [];
  const pattern =
    /(?:\b(?:system|execute|popen|getoutput|check_output|check_call|call|run|Popen|execSync|shell_exec|passthru|exec)\s*(?:\(\s*)?|['"](?:\/bin\/)?(?:ba|da)?sh['"]\s*,\s*(?:\[\s*)?['"]-\w{0,9}c['"]\s*,\s*)(?:"((?:[^"\\\n]|\\.){1,4000})"|'((?:[^'\\\n]|\\.){1,4000})')/g;
  for (const [, double, single] of text.matchAll(pattern)) {
    const command = (double ?? single ?? '').replace(/\\(["'])/g, '$1');
    // A word alone is a module or a statement of the language.
    if (/\s/.test(command.trim()) && found.length < 50) found.push(command);
  }
  if (/^(?:perl|ruby|php)/.test(language))
    for (const [, first, second] of text.matchAll(
      /`([^`]{1,4000})`|(?:\bqx|%x)\s*[({[]([^)}\]]{1,4000})[)}\]]/g,
    ))
      if (found.length < 50) found.push(first ?? second ?? '');
  return found;
}
