import type {
  DoubleQuotedChild,
  ParameterExpansionPart,
  ParsedScript,
  Word,
  WordPart,
} from 'unbash';
import { trimEndOf } from '../../model/trim.js';
import { bounded, type Machine } from './machine.js';
import { unknownOutput } from './tokens.js';

/** Runs a script within a word and gives its output. */
export type Capture = (script: ParsedScript, machine: Machine, stdin?: string) => string;

const maxFields = 2000;

/** A word as one text, whatever blanks are in it. */
export function textOf(word: Word | undefined, machine: Machine, capture: Capture): string {
  if (!word) return '';
  const { parts } = word;
  if (!parts) return word.value;
  return bounded(parts.map((part) => partText(part, machine, capture)).join(''));
}

/** A word as a shell splits it: what stands unquoted is broken at blanks, braces and `$@` give several. */
export function fieldsOf(word: Word, machine: Machine, capture: Capture): string[] {
  const { parts } = word;
  if (!parts) return [word.value];
  const fields: string[] = [];
  let current: string | undefined;
  for (const part of parts) {
    const all = several(part, machine);
    if (all) {
      all.forEach((each, i) => {
        if (i > 0 && current !== undefined) fields.push(current);
        current = i > 0 ? each : (current ?? '') + each;
      });
      continue;
    }
    const text = partText(part, machine, capture);
    if (!splits.has(part.type)) {
      current = (current ?? '') + text;
      continue;
    }
    const pieces = text.split(separators(machine));
    pieces.forEach((piece, i) => {
      if (i > 0 && current !== undefined && current !== '') fields.push(current);
      if (i > 0) current = undefined;
      if (piece !== '') current = (current ?? '') + piece;
    });
    if (fields.length > maxFields) return fields.slice(0, maxFields).map(bounded);
  }
  if (current !== undefined) fields.push(current);
  if (!parts.some(({ type }) => type === 'Glob') || machine.files.size === 0)
    return fields.map(bounded);
  return fields.flatMap((field) => {
    const files = /[*?]/.test(field) ? machine.matching(field) : [];
    return files.length > 0 ? files : bounded(field);
  });
}

function separators({ variables }: Machine): RegExp {
  const given = variables.get('IFS');
  if (!given) return /[ \t\r\n]+/;
  return new RegExp(
    `[${[...given]
      .slice(0, 20)
      .map((each) => (/\w/.test(each) ? each : `\\${each}`))
      .join('')}]+`,
  );
}

const splits = new Set(['SimpleExpansion', 'ParameterExpansion', 'CommandExpansion']);

function several(part: WordPart, machine: Machine): string[] | undefined {
  if (part.type === 'BraceExpansion') return braces(part.text);
  const isAll =
    (part.type === 'SimpleExpansion' && /^\$[@*]$/.test(part.text)) ||
    (part.type === 'DoubleQuoted' && part.parts.length === 1 && part.parts[0]?.text === '$@');
  if (isAll) return machine.positional;
  const [inner] = part.type === 'DoubleQuoted' && part.parts.length === 1 ? part.parts : [part];
  const isArray =
    inner?.type === 'ParameterExpansion' &&
    /^[@*]$/.test(inner.index?.text ?? '') &&
    !inner.operation;
  const value = isArray ? machine.variables.get(inner.parameter) : undefined;
  return value?.split(' ');
}

function braces(text: string): string[] {
  const inner = /^\{([^{}$`]*)\}$/.exec(text)?.[1];
  return inner?.includes(',') ? inner.split(',').slice(0, 100) : [text];
}

function partText(part: WordPart | DoubleQuotedChild, machine: Machine, capture: Capture): string {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
    case 'Glob':
      return part.value;
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.map((child) => partText(child, machine, capture)).join('');
    case 'SimpleExpansion':
      return variable(part.text.slice(1), machine);
    case 'ParameterExpansion':
      return parameter(part, machine, capture);
    case 'CommandExpansion':
      return part.script ? trimEndOf(capture(part.script, machine), '\n') : '';
    case 'ArithmeticExpansion':
      return arithmetic(part.text, machine);
    case 'ProcessSubstitution':
      return substituted(part, machine, capture);
    case 'BraceExpansion':
    case 'ExtendedGlob':
      return part.text;
  }
}

/** `<(…)` is the name of a file that holds the output. */
function substituted(
  part: WordPart & { type: 'ProcessSubstitution' },
  machine: Machine,
  capture: Capture,
): string {
  const path = `/dev/fd/${part.pos}`;
  const { script } = part;
  if (!script) return path;
  if (part.operator === '<') machine.files.set(path, capture(script, machine));
  else machine.pipes.set(path, (text) => capture(script, machine, text));
  return path;
}

/** What is not known keeps its name, so that it can be read, and looked up again. */
export function variable(name: string, machine: Machine): string {
  if (/^[@*]$/.test(name)) return machine.positional.join(' ');
  if (/^\d+$/.test(name)) {
    if (name === '0') return 'sh';
    return machine.positional[Number(name) - 1] ?? '';
  }
  const value = machine.variables.get(name);
  if (value !== undefined) return value;
  if (name === 'IFS') return ' ';
  if (name === 'HOME') return '/root';
  if (name === 'SHELL' || name === 'BASH') return name === 'BASH' ? '/bin/bash' : '/bin/sh';
  if (name === 'PWD') return machine.directory;
  return /^\w+$/.test(name) ? `\${${name}}` : unknownOutput;
}

function parameter(part: ParameterExpansionPart, machine: Machine, capture: Capture): string {
  const { parameter: name, operation, prefix } = part;
  const isSet = machine.variables.has(name) || /^(?:\d+|[@*]|BASH|HOME|IFS|PWD|SHELL)$/.test(name);
  let value = variable(name, machine);
  if (prefix === '#') return isSet ? String(value.length) : unknownOutput;
  if (prefix === '!') value = isSet ? variable(value, machine) : unknownOutput;
  if (part.index && !isSet) return unknownOutput;
  if (part.index && /^\d+$/.test(part.index.text))
    value = value.split(' ')[Number(part.index.text)] ?? '';
  if (!operation) return value;
  switch (operation.type) {
    case 'Default': {
      const operand = () => textOf(operation.operand, machine, capture);
      const isEmpty = !isSet || (operation.operator.startsWith(':') && value === '');
      if (operation.operator.endsWith('+')) return isEmpty ? '' : operand();
      if (!isEmpty || operation.operator.endsWith('?')) return value;
      const given = operand();
      if (operation.operator.endsWith('=')) machine.variables.set(name, given);
      return given;
    }
    case 'Slice': {
      const offset = Number(textOf(operation.offset, machine, capture).trim());
      const length = operation.length && Number(textOf(operation.length, machine, capture).trim());
      if (!isSet || Number.isNaN(offset)) return isSet ? unknownOutput : value;
      const start = offset < 0 ? value.length + offset : offset;
      if (length === undefined) return value.slice(start);
      return length < 0 ? value.slice(start, length) : value.slice(start, start + length);
    }
    case 'Replace': {
      if (!isSet) return value;
      const pattern = textOf(operation.pattern, machine, capture);
      const replacement = textOf(operation.replacement, machine, capture);
      return /[*?[\]]/.test(pattern)
        ? value
        : operation.operator === '//'
          ? value.replaceAll(pattern, () => replacement)
          : value.replace(pattern, () => replacement);
    }
    case 'Remove': {
      const pattern = textOf(operation.operand, machine, capture);
      if (!isSet) return value;
      return removed(value, pattern, operation.operator);
    }
    case 'CaseModification':
      if (!isSet) return value;
      if (operation.operator === '^^') return value.toUpperCase();
      if (operation.operator === ',,') return value.toLowerCase();
      return operation.operator === '^'
        ? value.charAt(0).toUpperCase() + value.slice(1)
        : value.charAt(0).toLowerCase() + value.slice(1);
    default:
      return value;
  }
}

function removed(value: string, pattern: string, operator: string): string {
  if (!/[*?[\]]/.test(pattern)) {
    if (operator.startsWith('#'))
      return value.startsWith(pattern) ? value.slice(pattern.length) : value;
    return value.endsWith(pattern) ? value.slice(0, value.length - pattern.length) : value;
  }
  // The patterns that people use: one star, at one end.
  const tail = /^\*([^*?[\]]+)$/.exec(pattern)?.[1];
  const head = /^([^*?[\]]+)\*$/.exec(pattern)?.[1];
  if (tail !== undefined && operator.startsWith('#')) {
    const at = operator === '##' ? value.lastIndexOf(tail) : value.indexOf(tail);
    return at < 0 ? value : value.slice(at + tail.length);
  }
  if (head !== undefined && operator.startsWith('%')) {
    const at = operator === '%%' ? value.indexOf(head) : value.lastIndexOf(head);
    return at < 0 ? value : value.slice(0, at);
  }
  return value;
}

/** Sums that hold numbers alone. */
function arithmetic(text: string, machine: Machine): string {
  const inner = text
    .slice(3, -2)
    .replace(/\$?\b([A-Za-z_]\w*)\b/g, (all, name: string) => machine.variables.get(name) ?? all);
  const sum = /^(-?\d{1,9})(?:\s*([-+*])\s*(\d{1,9}))?$/.exec(inner.trim());
  if (!sum) return unknownOutput;
  const [, left = '', operator, right = '0'] = sum;
  const [a, b] = [Number(left), Number(right)];
  return String(operator === '*' ? a * b : operator === '-' ? a - b : a + b);
}
