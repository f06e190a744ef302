import { expect, it } from 'vitest';
import { redactArguments } from './redact-arguments.js';

it.each([
  ['--build-arg TOKEN=s3cret .', '--build-arg TOKEN=*** .'],
  ['--build-arg=TOKEN=s3cret .', '--build-arg=TOKEN=*** .'],
  ['--build-arg HTTP_PROXY .', '--build-arg HTTP_PROXY .'],
  ['--secret id=a,env=s3cret .', '--secret id=a,env=*** .'],
  ['--opt build-arg:TOKEN=s3cret', '--opt build-arg:TOKEN=***'],
  ['--creds user:s3cret x', '--creds *** x'],
  ['-t s3cret .', '-t s3cret .'],
])('%s', (line, expected) => {
  expect(redactArguments(line.split(' ')).join(' ')).toBe(expected);
});

it.each([
  [
    'docker build --build-arg TOKEN=s3cret -t a . && ls',
    'docker build --build-arg TOKEN=*** -t a . && ls',
  ],
  ['docker build --build-arg "TOKEN=s3 cret" .', 'docker build --build-arg TOKEN=*** .'],
  ["docker build --build-arg='TOKEN=s3 cret' .", 'docker build --build-arg=TOKEN=*** .'],
  ['docker build --build-arg TOKEN="s3 cret"s3cret .', 'docker build --build-arg TOKEN=*** .'],
  ['docker build --build-arg "TOKEN=s3cret', 'docker build --build-arg TOKEN=***'],
  ['docker login -u me --password s3cret', 'docker login -u me --password ***'],
])('in a shell: %s', (text, expected) => {
  expect(redactArguments(['sh', '-c', text])).toEqual(['sh', '-c', expected]);
});

it('removes a short password only where one logs in', () => {
  expect(redactArguments(['docker', 'login', '-p', 's3cret'])).toEqual([
    'docker',
    'login',
    '-p',
    '***',
  ]);
  expect(redactArguments(['docker', 'run', '-p', '80:80'])).toEqual([
    'docker',
    'run',
    '-p',
    '80:80',
  ]);
});
