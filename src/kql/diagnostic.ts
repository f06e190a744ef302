import type { Diagnostic, Span } from './types.js';

/** A diagnostic with line and column from its place in the text. */
export function locate(text: string, span: Span, message: string, suggestion?: string): Diagnostic {
  const before = text.slice(0, span.start);
  const lines = before.split(/\r\n|\r|\n/);
  const made: Diagnostic = {
    line: lines.length,
    column: (lines.at(-1)?.length ?? 0) + 1,
    length: Math.max(1, span.length),
    message,
  };
  return suggestion === undefined ? made : { ...made, suggestion };
}

/** Printable stand-ins for characters that a terminal would act on. */
const safe = (text: string): string =>
  text.replaceAll('\t', ' ').replaceAll(
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (char) => `\\u{${char.charCodeAt(0).toString(16)}}`,
  );

/**
 * A diagnostic for people: the message with its place, the source line, and carets below the place. The query's text
 * may be hostile: what a terminal would act on is shown escaped.
 */
export function renderDiagnostic(
  text: string,
  diagnostic: Diagnostic,
  place = `line ${diagnostic.line}, column ${diagnostic.column}`,
): string {
  const { line, column, length, message, suggestion } = diagnostic;
  const source = text.split(/\r\n|\r|\n/)[line - 1] ?? '';
  const before = safe(source.slice(0, column - 1));
  const marked = safe(source.slice(column - 1, column - 1 + length));
  const margin = `${line} | `;
  const rendered = [
    `${place}: ${safe(message)}`,
    `${margin}${before}${marked}${safe(source.slice(column - 1 + length))}`,
    `${' '.repeat(margin.length + before.length)}${'^'.repeat(Math.max(1, marked.length))}`,
  ];
  if (suggestion !== undefined) rendered.push(`did you mean ${safe(suggestion)}?`);
  return rendered.join('\n');
}
