import type { Problem } from './bind.js';

/**
 * Characters of a query, those of them that stand in no text, and brackets within brackets: the parser takes a second or
 * so for the first, some seconds for the second, and its time grows with the square of the third. Lists of indicators are
 * texts for the most part.
 */
const maxLength = 4_000_000;
const maxBare = 60_000;
const maxDepth = 200;

/** What is too much for the parser, which would take many seconds over it. Brackets in texts count, too. */
export function beyondBounds(text: string): Problem | undefined {
  if (text.length > maxLength)
    return problem(maxLength, `the query is longer than ${maxLength} characters`);
  const bare = bareLength(text);
  if (bare > maxBare)
    return problem(0, `the query has more than ${maxBare} characters outside of texts: ${bare}`);
  let depth = 0;
  for (const { 0: bracket, index } of text.matchAll(/[()[\]{}]/g)) {
    depth = '([{'.includes(bracket) ? depth + 1 : Math.max(0, depth - 1);
    if (depth > maxDepth) return problem(index, 'the query is nested too deeply');
  }
  return undefined;
}

/** Texts of one line, whole or without their end, and comments. Nothing is looked at twice, whatever the query is. */
const texts = /@"[^"\n]*"?|@'[^'\n]*'?|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|\/\/.*/g;

/** How many characters stand in no text of one line and no comment. */
function bareLength(text: string): number {
  let bare = text.length;
  for (const [whole] of text.matchAll(texts)) bare -= whole.length;
  return bare;
}

const problem = (start: number, message: string): Problem => ({
  start,
  length: 1,
  code: '',
  message,
});
