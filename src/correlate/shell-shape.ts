// What a shell command does, as far as its text tells. Not a shell: it looks for shapes that have one meaning only.

const fetcher = '(?:curl|wget|aria2c|axel|fetch|lwp-download|http)';
const interpreter =
  '(?:(?:ba|da|a|z|k)?sh|python[\\d.]*|perl|ruby|node|php|lua|busybox\\s+(?:a)?sh)';
const path = '(?:[\\w./-]*/)?';
const decoder =
  '(?:base64\\s+(?:-\\w*\\s+)*(?:-d|-D|--decode)|base32\\s+(?:-d|--decode)|xxd\\s+(?:-\\w+\\s+)*-r|openssl\\s+(?:enc|base64|aes\\S*)\\b[^|;&]*\\s-d\\b|printf\\s+["\']?[^|;&]*\\\\(?:x[0-9a-f]{2}|[0-7]{3})|rev\\b|uudecode)';
const prefix =
  '(?:(?:sudo|env|exec|nohup|setsid)(?:\\s+-\\S+|\\s+\\w+=\\S*)*\\s+|\\w+=\\S*\\s+){0,4}';
const sink = `\\|\\s*${prefix}${path}${interpreter}\\b`;
const between = '[^;&\\n]*?';

const fetchPiped = new RegExp(`(?:^|[\\s;&|(\`])${path}${fetcher}\\b${between}${sink}`, 'i');
const fetchSubstituted = new RegExp(
  `(?:${interpreter}\\s+(?:-\\w+\\s+)*|eval\\s+|source\\s+|\\.\\s+)["']?(?:\\$\\(|\`|<\\(|\\s)+${path}${fetcher}\\b`,
  'i',
);
const decodePiped = new RegExp(`${decoder}${between}${sink}`, 'i');
const decodeSubstituted = new RegExp(
  `(?:${interpreter}\\s+(?:-\\w+\\s+)*|eval\\s+)["']?(?:\\$\\(|\`|<\\()[^)\`]*?${decoder}`,
  'i',
);
const decodeInProgram =
  /\b(?:exec|eval|system|popen)\b[\s\S]{0,200}\b(?:b64decode|base64|fromhex|unhexlify|decode_base64|unpack)\b/i;
const programFetch =
  /\b(?:urllib|requests\.get|urlopen|http\.get|LWP::Simple|Net::HTTP)\b[\s\S]{0,400}\b(?:exec|eval|system)\b|\b(?:exec|eval|system)\b[\s\S]{0,200}\b(?:urllib|urlopen|requests\.get|LWP::Simple|Net::HTTP)\b/i;

/** A download whose bytes go straight into an interpreter. */
export function pipesDownload(command: string): boolean {
  const text = flat(command);
  return fetchPiped.test(text) || fetchSubstituted.test(text) || programFetch.test(text);
}

/** Encoded text turned into commands and run. */
export function runsDecoded(command: string): boolean {
  const text = flat(command);
  return decodePiped.test(text) || decodeSubstituted.test(text) || decodeInProgram.test(text);
}

const fetchToFile = new RegExp(`(?:^|[\\s;&|(\`])${path}${fetcher}\\b`, 'i');
const makeExecutable = /\bchmod\s+(?:-\S+\s+)*(?:[0-7]*[1357][0-7]{0,2}|[ugoa]*\+[rwst]*x\S*)\s/i;

/** A download that a later part of the same command makes executable and runs, or hands to an interpreter as a file. */
export function executesDownload(command: string): boolean {
  const parts = flat(command).split(/&&|\|\||[;\n]/);
  const fetchAt = parts.findIndex((part) => fetchToFile.test(part));
  if (fetchAt < 0) return false;
  const file = fileNameIn(parts[fetchAt] ?? '');
  if (file === '') return false;
  const later = parts.slice(fetchAt + 1);
  const runs = (part: string): boolean => {
    const words = part.trim().split(/\s+/);
    const first = words.find((word) => !/^(?:sudo|exec|nohup|setsid|env|\w+=.*)$/.test(word)) ?? '';
    if (baseName(first) === file && /[/]/.test(first)) return true;
    return (
      new RegExp(`^${path}${interpreter}$`, 'i').test(first) &&
      words.some((word) => baseName(word) === file)
    );
  };
  return later.some(runs);
}

/** A download that a later part of the same command makes executable, without running it there. */
export function installsDownload(command: string): boolean {
  const parts = flat(command).split(/&&|\|\||[;\n]/);
  const fetchAt = parts.findIndex((part) => fetchToFile.test(part));
  const file = fetchAt < 0 ? '' : fileNameIn(parts[fetchAt] ?? '');
  return (
    file !== '' &&
    parts.slice(fetchAt + 1).some((part) => makeExecutable.test(`${part} `) && part.includes(file))
  );
}

function fileNameIn(part: string): string {
  const output = /\s(?:-o|-O|--output|--output-document)[=\s]*([^\s;&|]+)/.exec(part)?.[1];
  const redirected = />\s*([^\s;&|]+)/.exec(part)?.[1];
  const named =
    output && !/^https?:/i.test(output) ? output : (redirected ?? urlsIn(part)[0] ?? '');
  return baseName(named.replace(/[?#].*$/, ''));
}

function baseName(text: string): string {
  return text.replace(/^["']|["']$/g, '').replace(/^.*\//, '');
}

/** URLs that stand in a text. */
export function urlsIn(text: string): string[] {
  return [...text.matchAll(/\b(?:https?|ftp):\/\/[^\s"'`|;<>()]+/gi)].map(([url]) => url);
}

/** A URL that cannot be read ahead or altered on its way, of a host with a name: as installers are published. */
export function isHttpsByName(url: string): boolean {
  const host = /^https:\/\/(?:[^/@]*@)?([^/:?#]+)/i.exec(url)?.[1] ?? '';
  return /[a-z]/i.test(host) && !host.includes('$') && !host.startsWith('[') && host.includes('.');
}

const unchecked = /(?:^|\s)(?:-k|--insecure|--no-check-certificate)(?:\s|$)/;

/** Whether a download is of a kind that anybody on the way can replace, or whose source the text does not tell. */
export function isUnverifiable(texts: string[]): boolean {
  const urls = texts.flatMap(urlsIn);
  return (
    urls.length === 0 ||
    urls.some((url) => !isHttpsByName(url)) ||
    texts.some((text) => unchecked.test(text))
  );
}

function flat(command: string): string {
  return command.slice(0, 65_536).replace(/\\\r?\n/g, ' ');
}
