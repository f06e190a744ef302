import type { Problem } from './bind.js';

/** Characters of a query, and brackets within brackets: the time that the parser takes grows with the square of these. */
const maxLength = 40_000;
const maxDepth = 200;

/** What is too much for the parser, which would take many seconds over it. Brackets in texts count, too. */
export function beyondBounds(text: string): Problem | undefined {
  if (text.length > maxLength)
    return problem(maxLength, `the query is longer than ${maxLength} characters`);
  let depth = 0;
  for (const { 0: bracket, index } of text.matchAll(/[()[\]{}]/g)) {
    depth = '([{'.includes(bracket) ? depth + 1 : Math.max(0, depth - 1);
    if (depth > maxDepth) return problem(index, 'the query is nested too deeply');
  }
  return undefined;
}

const problem = (start: number, message: string): Problem => ({
  start,
  length: 1,
  code: '',
  message,
});
