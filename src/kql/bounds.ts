import type { Problem } from './bind.js';

/**
 * Characters of a query, those of them that stand in no text and are not blank, and brackets within brackets: the parser
 * takes a second or so for the first and, where hardly a word is in its place, three or four for the second (Sentinel
 * takes rules of 10,000 characters in all); its time grows with the square of the third. Lists of indicators are texts
 * for the most part.
 */
const maxLength = 4_000_000;
const maxBare = 20_000;
const maxDepth = 200;

/** What is too much for the parser, which would take many seconds over it. Brackets in texts count, too. */
export function beyondBounds(text: string, bare: number): Problem | undefined {
  if (text.length > maxLength)
    return problem(maxLength, `the query is longer than ${maxLength} characters`);
  if (bare > maxBare)
    return problem(0, `the query has more than ${maxBare} characters outside of texts: ${bare}`);
  let depth = 0;
  for (const { 0: bracket, index } of text.matchAll(/[()[\]{}]/g)) {
    depth = '([{'.includes(bracket) ? depth + 1 : Math.max(0, depth - 1);
    if (depth > maxDepth) return problem(index, 'the query is nested too deeply');
  }
  return undefined;
}

/** Texts of one line, each with its end if it has one, comments and blanks. Nothing is looked at twice, whatever the query is. */
const light =
  /@"[^"\n]*("?)|@'[^'\n]*('?)|"(?:[^"\\\n]|\\.)*("?)|'(?:[^'\\\n]|\\.)*('?)|\/\/.*|\s+/g;

/** How many characters stand in no text and no comment, and are not blank, and quotes that open a text without an end. */
export function bareLength(text: string): number {
  let bare = text.length;
  for (const [whole, ...ends] of text.matchAll(light))
    bare -= whole.length - (ends.includes('') ? 1 : 0);
  return bare;
}

const problem = (start: number, message: string): Problem => ({
  start,
  length: 1,
  code: '',
  message,
});
