import { compile } from '../../../src/kql/compile.js';
import type { Target } from '../target.js';
import { filesBelow } from './files.js';

/** Text that ought to be KQL: it is compiled, or refused with places that are in it. */
export const kql: Target = {
  seeds: () => [
    ...filesBelow('src/kql/conformance', '.kql'),
    ...filesBelow('detections', '.kql'),
    ...filesBelow('hunts', '.kql'),
  ],
  words: [
    '|',
    '(',
    ')',
    '[',
    ']',
    '"',
    "'",
    '@"',
    '```',
    '//',
    ';',
    'let f = (x: long) { x };',
    '| where ',
    '| summarize ',
    ' by ',
    '| extend ',
    '| join kind=inner (',
    ') on ',
    '| mv-expand ',
    '| project ',
    'datatable(a: long)[1]',
    'materialize(',
    'toscalar(',
    '| invoke ',
    '| evaluate ',
    '==',
    '=~',
    ' has ',
    'dynamic(',
    'datetime(',
    '1h',
    '| parse x with * ',
    '| as T',
    '*',
    '..',
    '| union ',
    'range x from 1 to 3 step 1',
  ],
  run(input) {
    const text = input.toString();
    const compiled = compile(text);
    if ('query' in compiled) return;
    const lines = text.split(/\r\n|[\r\n\u2028\u2029]/);
    if (compiled.diagnostics.length === 0) throw new Error('it is refused without a word');
    for (const { line, column, message } of compiled.diagnostics)
      if (
        message === '' ||
        !(line >= 1 && line <= lines.length) ||
        column > (lines[line - 1] ?? '').length + 1
      )
        throw new Error(`it is refused at ${line}:${column}: ${message}`);
  },
};
