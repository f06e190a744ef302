import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readScenario, readScenarios } from './read.js';

const whole = `id: example
kind: attack
number: 1
title: a title
imitates: somebody
requires: { tools: [curl], engine: { from: 23 } }
hosts:
  cdn:
    serves:
      - protocol: http
        files: { /x: "text" }
        redirects: { /y: "http://\${cdn}/x" }
run:
  - as: www-data
    script: |
      fact image "$(docker build -q .)"
  - restart-watcher
expect:
  requester: { user: www-data }
  image: "\${image}"
  connections: ["\${cdn}:80"]
`;

function read(change: (text: string) => string = (text) => text) {
  return readScenario(change(whole), '/there/example.yaml');
}

describe('a scenario', () => {
  it('is read with what it leaves out', () => {
    expect(read()).toMatchObject({
      kind: 'attack',
      requires: { tools: ['curl'], engine: { from: 23, to: null }, builder: null },
      run: [{ do: 'script', as: 'www-data', host: null, under: [] }, { do: 'restart-watcher' }],
      expect: { incident: true, below: null, image: '${image}', containers: [] },
    });
    expect(read().hosts.get('cdn')?.serves).toEqual([
      {
        protocol: 'http',
        port: 80,
        files: { '/x': 'text' },
        redirects: { '/y': 'http://${cdn}/x' },
      },
    ]);
  });

  it('that is benign has to stay below High', () => {
    const benign = read((text) => text.replace('attack', 'benign'));
    expect(benign.expect).toMatchObject({ incident: null, below: 'High' });
  });

  it.each([
    ['title: a title\n', 'titel: a title\n', '4: the file has no "titel"'],
    ['number: 1', 'number: one', '3: number has to be a number'],
    ['kind: attack', 'kind: attck', '2: kind is "attck", not one of attack, benign'],
    ['id: example', 'id: other', '1: id is "other", and the file is not named so'],
    ['tools: [curl]', 'tools: [a/b]', '6: no name of a program: "a/b"'],
    ['as: www-data', 'on: nowhere', '14: there is no host "nowhere"'],
    ['as: www-data', 'as: "a b"', '14: as is no user name'],
    ['fact image', 'fact imgae', '20: nothing gives ${image} a value'],
    ['"${cdn}:80"', '"${cnd}:80"', '21: nothing gives ${cnd} a value'],
    ['protocol: http', 'protocol: gopher', '10: protocol is "gopher"'],
    ['imitates: somebody\n', '', 'the file lacks imitates'],
    ['run:', 'run: [', '14: '],
    ['title: a title', 'title: a title\ntitle: again', '5: Map keys must be unique'],
  ])('with %j as %j is refused by line', (right, wrong, message) => {
    expect(() => read((text) => text.replace(right, wrong))).toThrow(
      new RegExp(`^/there/example\\.yaml:.*${message.replace(/[[\](){}$.*+?]/g, '\\$&')}`),
    );
  });
});

it('reads every scenario of the matrix', () => {
  const all = readScenarios(fileURLToPath(new URL('../../../matrix', import.meta.url)));
  const numbers = new Set(all.filter(({ kind }) => kind === 'attack').map(({ number }) => number));
  for (let number = 1; number <= 36; number += 1) expect(numbers).toContain(number);
});
