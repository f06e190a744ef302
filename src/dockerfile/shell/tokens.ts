import type { Download } from '../act.js';

// A value is a string. What is not known of it stands in it as a token, made of noncharacters, which no text that is
// fit for interchange holds: so a token keeps its place through quoting, joining, files, pipes and a second shell.

const downloadMark = '\ufdd0';
const decodedMark = '\ufdd1';
/** Output that cannot be told. */
export const unknownOutput = '\ufdd2';
/** Output that cannot be told, put into letters so that it can be carried somewhere. */
export const encodedOutput = '\ufdd4';
/** A file of an archive or a repository that was downloaded. */
const partMark = '\ufdd3';
const base = 0xe000;
const maxDownloads = 4000;

const anyToken = /[\ufdd0\ufdd1\ufdd3][\ue000-\uf8ff]|[\ufdd0-\ufddf]/g;
const downloadToken = /[\ufdd0\ufdd3]([\ue000-\uf8ff])/g;
const leadingToken = /^\s*(?:[\ufdd0\ufdd3]([\ue000-\uf8ff])|\ufdd1([\ue000-\uf8ff]))/;

/** Ways to hide text, by what undoes them. */
export const decodings = [
  'base64',
  'base32',
  'hexadecimal',
  'escapes',
  'encryption',
  'reversal',
  'substitution of letters',
  'compression',
  'uuencoding',
] as const;
export type Decoding = (typeof decodings)[number];

/** Text without anything that could be taken for a token. */
export const withoutTokens = (text: string): string =>
  anyMark.test(text) ? text.replace(anyToken, '') : text;
const anyMark = /[\ufdd0-\ufddf]/;

/** For people: what is not known shows as such. */
export const shown = (text: string): string =>
  text
    .replace(downloadToken, '(download)')
    .replace(/\ufdd1[\ue000-\uf8ff]/g, '')
    .replace(/[\ufdd0-\ufddf]/g, '(unknown)');

export const isKnown = (text: string): boolean => !/[\ufdd0\ufdd2-\ufdd4]/.test(text);

/** What was unpacked of a download stays told apart from it, wherever it is moved. */
export const asPart = (text: string): string => text.replaceAll(downloadMark, partMark);

export const isPart = (text: string): boolean => /^\s*\ufdd3/.test(text);

/** All downloads of a file, each of which a token stands for. */
export class Downloads {
  readonly all: Download[] = [];

  token(download: Download): string {
    if (this.all.length < maxDownloads) this.all.push(download);
    return downloadMark + String.fromCharCode(base + this.all.length - 1);
  }

  in(text: string): Download[] {
    const found = new Set<Download>();
    for (const [, code = ''] of text.matchAll(downloadToken)) {
      const download = this.all[code.charCodeAt(0) - base];
      if (download) found.add(download);
    }
    return [...found];
  }
}

/** The tokens alone: what a filter makes of a download is still made of it. */
export function filtered(text: string): string {
  const tokens = [...new Set(text.match(/[\ufdd0\ufdd1\ufdd3][\ue000-\uf8ff]/g) ?? [])];
  if (tokens.length === 0) return text.includes(encodedOutput) ? encodedOutput : unknownOutput;
  return tokens.join('');
}

export const decoded = (how: Decoding, text: string): string =>
  decodedMark + String.fromCharCode(base + decodings.indexOf(how)) + text;

/** What a text begins with, where a shell would look for a command. */
export function leading(text: string): 'download' | Decoding | undefined {
  const match = leadingToken.exec(text);
  if (!match) return undefined;
  if (match[1] !== undefined) return 'download';
  return decodings[(match[2] ?? '').charCodeAt(0) - base];
}

export const withoutDecoding = (text: string): string => text.replace(/\ufdd1[\ue000-\uf8ff]/g, '');

export function decodingsIn(text: string): Decoding[] {
  return [...text.matchAll(/\ufdd1([\ue000-\uf8ff])/g)].flatMap(
    ([, code = '']) => decodings[code.charCodeAt(0) - base] ?? [],
  );
}
