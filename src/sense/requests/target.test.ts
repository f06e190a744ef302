import { expect, it } from 'vitest';
import { readTarget } from './target.js';

it.each([
  ['/v1.41/build?t=a&t=b+c', '/build', '1.41', { t: ['a', 'b c'] }],
  ['http://h/%62uild', '/build', '', {}],
  ['/x%zz?y=%', '/x%zz', '', { y: ['%'] }],
  ['/commit?author=me', '/commit', '', { author: ['me'] }],
])('reads %s', (target, path, apiVersion, parameters) => {
  expect(readTarget(target)).toEqual({ path, apiVersion, parameters });
});

it.each([
  `/build?buildargs=${encodeURIComponent('{"A":"hidden","B":null}')}`,
  `/build?%62uildargs=${encodeURIComponent('{"A":"hidd')}`,
  '/build?remote=https://user:hidden@host/x.git',
  '/build?remote=https%3A%2F%2Fhidden@host/x.git',
  '/build?remote=https://host/x.tar%3Fsig%3Dhidden%26a=1',
  `/build?cachefrom=${encodeURIComponent('[{"type":"gha","token":"hidden"}]')}`,
  `/build?outputs=${encodeURIComponent('[{"Attrs":{"url":"https://u:hidden@h"}')}`,
  '/commit?changes=ENV%20A=hidden%20B=hidden',
  '/commit?changes=ENV%20A%20hidden',
  '/images/create?authconfig=hidden',
])('removes what is secret in %s', (target) => {
  expect(JSON.stringify(readTarget(target))).toContain('<redacted>');
  expect(JSON.stringify(readTarget(target))).not.toContain('hidd');
});
