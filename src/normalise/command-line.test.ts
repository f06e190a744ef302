import { expect, it } from 'vitest';
import { commandLine, executablePath, fileName } from './command-line.js';

it('quotes what holds white space or quotes, and what is empty', () => {
  expect(commandLine(['sh', '-c', 'echo a', ''])).toBe("sh -c 'echo a' ''");
  expect(commandLine(['a$b', "it's", '\\x'])).toBe("a$b 'it'\\''s' \\x");
});

it('reads paths', () => {
  expect(executablePath('/bin/x (deleted)')).toEqual({ path: '/bin/x', isDeleted: true });
  expect(executablePath('/bin/x')).toEqual({ path: '/bin/x', isDeleted: false });
  expect([fileName('/bin/x'), fileName('x'), fileName('')]).toEqual(['x', 'x', '']);
});
