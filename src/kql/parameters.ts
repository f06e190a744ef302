import { list, need, type Syntax } from './syntax.js';
import { Refusal } from './types.js';

/** Values of the operator's parameters by name, as written; hints are only hints. */
export function parameters(node: Syntax, known: string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const parameter of list(node, 'Parameters')) {
    const name = need(parameter, 'Name').text;
    if (name.startsWith('hint.')) continue;
    if (!known.includes(name)) throw new Refusal(parameter, `${name} is not supported here`);
    found.set(name, need(parameter, 'Expression').text);
  }
  return found;
}
