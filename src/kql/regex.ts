import { dictionary } from '../model/dictionary.js';
import { call, type Expr } from './tree.js';
import { Refusal, type Span } from './types.js';

export interface Pattern {
  /** The expression in RE2's syntax. */
  text: string;
  /** Number of capture groups. */
  groups: number;
  /** Numbers of the groups that have a name. */
  names: Map<string, number>;
  /** Whether it looks for a word's edges: RE2 sees those of ASCII words alone. */
  edges: boolean;
}

const space = String.raw`\t-\r \x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}`;
const word = String.raw`\pL\pM\p{Nd}\p{Nl}\p{Pc}\x{200C}\x{200D}`;

const classes: Record<string, string> = dictionary({
  d: String.raw`\p{Nd}`,
  w: word,
  s: space,
});

/**
 * A Kusto regular expression (Rust's syntax, Unicode classes) in RE2's. Refuses what RE2 lacks or reads otherwise;
 * with `\b` it is for ASCII texts only, see `searched`.
 */
export function rust(source: string, span: Span): Pattern {
  const refuse = (what: string): never => {
    throw new Refusal(span, `${what} in a regular expression is not supported`);
  };
  let text = '';
  let groups = 0;
  const names = new Map<string, number>();
  let edges = false;
  let inClass = false;
  let index = 0;
  while (index < source.length) {
    const rest = source.slice(index);
    const escape = /^\\([\s\S])/.exec(rest)?.[1];
    if (escape !== undefined) {
      const lower = escape.toLowerCase();
      const body = classes[lower];
      if (body !== undefined) {
        if (escape === lower) text += inClass ? body : `[${body}]`;
        else if (inClass && lower === 'd') text += String.raw`\P{Nd}`;
        else if (inClass) refuse(`\\${escape} inside a class`);
        else text += `[^${body}]`;
        index += 2;
        continue;
      }
      const unicode =
        /^\\[pP](?:\{\^?[A-Za-z_]+\}|[A-Z])/.exec(rest) ??
        /^\\x(?:\{[0-9A-Fa-f]+\}|[0-9A-Fa-f]{2})/.exec(rest);
      if (unicode) {
        text += unicode[0];
        index += unicode[0].length;
        continue;
      }
      if (/^\\0(?![0-9])/.test(rest)) text += String.raw`\x00`;
      else if (/[bBAzaftnrv]/.test(escape) && !(inClass && /[bBAz]/.test(escape))) {
        edges ||= lower === 'b';
        text += `\\${escape}`;
      } else if (/[A-Za-z0-9]/.test(escape)) refuse(`\\${escape}`);
      else if (escape.charCodeAt(0) < 0x80) text += `\\${escape}`;
      else text += escape;
      index += 2;
      continue;
    }
    const char = source[index] ?? '';
    if (inClass) {
      if (/^(&&|--|~~)/.test(rest)) refuse(`the class operator ${rest.slice(0, 2)}`);
      const named = /^\[:\^?[a-z]+:\]/.exec(rest);
      if (named) {
        text += named[0];
        index += named[0].length;
        continue;
      }
      if (char === '[') refuse('a nested class');
      if (char === ']') inClass = false;
    } else if (char === '[') {
      inClass = true;
      const open = /^\[\^?\]?/.exec(rest)?.[0] ?? '[';
      text += open;
      index += open.length;
      continue;
    } else if (char === '(') {
      const flags = /^\(\?([a-zA-Z-]+)[:)]/.exec(rest);
      const name = /^\(\?P?<([A-Za-z_][A-Za-z0-9_]*)>/.exec(rest);
      if (flags && /[^imsU-]/.test(flags[1] ?? '')) refuse(`the flag ${flags[0]}`);
      if (name) {
        groups += 1;
        if (name[1]) names.set(name[1], groups);
        text += '(';
        index += name[0].length;
        continue;
      }
      if (/^\(\?[=!<]/.test(rest)) refuse('looking around');
      if (!rest.startsWith('(?')) groups += 1;
    }
    text += char;
    index += 1;
  }
  if (inClass) refuse('a class without an end');
  return { text, groups, names, edges };
}

/** The text in which a pattern is searched: refused at run time where RE2 does not see the pattern's word edges. */
export const searched = (subject: Expr, pattern: Pattern): Expr =>
  pattern.edges ? call('ascii_text', 'string', subject) : subject;
