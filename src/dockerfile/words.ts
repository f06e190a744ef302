import type { Act } from './act.js';
import type { Analysis } from './analyse.js';
import type { Hit } from './rule.js';

/** A text of which the build makes use, and where it stands. */
export interface Words extends Hit {
  text: string;
  /** The name of a program, a URL, an image, a file, or any other text. */
  kind: 'program' | 'argument' | 'url' | 'image' | 'setting' | 'file' | 'content';
}

/** Everything that a Dockerfile names, with variables filled in and what was encoded decoded. */
export function* wordsIn({ acts, images, settings, instructions }: Analysis): Generator<Words> {
  for (const { instruction, reference } of images) {
    const start = instructions[instruction]?.start;
    if (start) yield { ...start, instruction, kind: 'image', text: reference };
  }
  for (const { instruction, value } of settings) {
    const start = instructions[instruction]?.start;
    if (start && value) yield { ...start, instruction, kind: 'setting', text: value };
  }
  for (const act of acts) {
    const { line, column, instruction } = act;
    for (const { kind, text } of told(act)) yield { line, column, instruction, kind, text };
  }
}

function* told(act: Act): Generator<Pick<Words, 'kind' | 'text'>> {
  switch (act.kind) {
    case 'command':
      yield { kind: 'program', text: act.name };
      for (const text of act.args) yield { kind: 'argument', text };
      return;
    case 'fetch':
      for (const text of act.download.urls) yield { kind: 'url', text };
      return;
    case 'write':
      yield { kind: 'file', text: act.path };
      yield { kind: 'content', text: act.text };
      return;
    case 'decode':
      yield { kind: 'content', text: act.text };
      return;
    default:
  }
}
