import { printable } from '../explain/printable.js';

/** Text of a command that is ours, or made of words that were quoted already. */
export interface ShellText {
  shell: string;
}

/** A command line for bash. What is put in is one word each, a list several, whatever it holds. */
export function sh(
  parts: TemplateStringsArray,
  ...values: (string | number | readonly string[] | ShellText)[]
): string {
  return parts.reduce((line, part, index) => `${line}${shown(values[index - 1])}${part}`);
}

function shown(value: string | number | readonly string[] | ShellText | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return shellWord(value);
  return 'shell' in value ? value.shell : value.map(shellWord).join(' ');
}

/**
 * One word for bash that stands for the text as it is. It holds no line break and nothing that a terminal acts on or
 * hides: such text is written as octal escapes. NUL, which no argument can hold, becomes U+FFFD.
 */
export function shellWord(text: string): string {
  if (/^[\w@%+:,./][\w@%+=:,./-]*$/.test(text)) return text;
  if (printable(text) === text && !text.includes("'")) return `'${text}'`;
  const bytes = [...Buffer.from(text.replaceAll('\0', '\ufffd'))];
  return `$'${bytes.map(escaped).join('')}'`;
}

function escaped(byte: number): string {
  const character = String.fromCharCode(byte);
  return /[\w @%+=:,./#$&*()[\]{}<>?|;~^"-]/.test(character) && byte < 0x80
    ? character
    : `\\${byte.toString(8).padStart(3, '0')}`;
}
