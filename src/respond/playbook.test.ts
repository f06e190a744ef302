import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { assert, constantFrom, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildkitAttack, classicAttack, remoteApi } from '../correlate/fixtures/stories.js';
import { anyText } from '../explain/fixtures/any-text.js';
import { infected, partsOf } from '../explain/fixtures/parts.js';
import { printable } from '../explain/printable.js';
import { phases } from './action.js';
import { filesOf } from './actions/keep-files.js';
import { actions, playbook } from './playbook.js';
import { playbookShort } from './sections.js';
import { type Situation, situationOf } from './situation.js';

const situation = (story = classicAttack()): Situation => {
  const { incident, built } = partsOf(story);
  return situationOf(incident.IncidentId, built);
};

const commandsOf = (all: Situation): string[] => playbook(all).flatMap(({ commands }) => commands);

describe('the playbook', () => {
  it('has a file for each kind of action', () => {
    const files = readdirSync('src/respond/actions').map((name) => name.replace(/\.ts$/, ''));
    expect(actions.map(({ id }) => id).sort()).toEqual(files.sort());
  });

  it('holds what runs, keeps evidence, removes, and prevents, in this order', () => {
    const order = playbook(situation()).map(({ phase }) => phases.indexOf(phase));
    expect(new Set(order).size).toBe(phases.length);
    expect(order).toEqual([...order].sort());
  });

  it('is filled with the values of the incident', () => {
    const commands = commandsOf(situation());
    for (const command of [
      'docker pause 003c003c003c',
      'iptables -I OUTPUT -d 203.0.113.9 -j REJECT',
      'docker rm --force --volumes 003c003c003c',
      'docker rmi --force 000300030003',
      'tar -C / -cf /var/tmp/keelwatch-',
      'gpasswd --delete mallory docker',
    ]) {
      expect(
        commands.some((line) => line.startsWith(command)),
        command,
      ).toBe(true);
    }
  });

  it('closes the network after a remote request, and asks nothing of an account', () => {
    const ids = playbook(situation(remoteApi())).map(({ action }) => action);
    expect(ids).toContain('close-tcp');
    expect(ids).not.toContain('leave-docker-group');
  });

  it.each([
    ['/tmp', []],
    ['/var/tmp', []],
    ['/home/mallory', []],
    ['/run/user/1000', []],
    ['/', []],
    ['/tmp/../etc', []],
    ['relative', []],
    ['/tmp/x', ['/tmp/x']],
    ['/home/mallory/app', ['/home/mallory/app']],
  ])('a build from %s has files of its own: %j', (ContextPath, expected) => {
    const base = situation();
    const build = { ...base.build, ContextPath, DockerfilePath: '' };
    expect(filesOf({ build, details: base.details })).toEqual(expected);
  });

  it('on a screen is a few lines, the commands of the first two phases among them', () => {
    const section = playbookShort(playbook(situation()), 'i-1');
    const lines = section.blocks.flatMap((block) => (block.kind === 'commands' ? block.lines : []));
    expect(lines[0]).toBe('docker pause 003c003c003c');
    expect(section.blocks.length).toBeLessThan(8);
  });
});

const hostile = tuple(
  constantFrom(
    "'; touch PWNED; '",
    '$(touch PWNED)',
    '`touch PWNED`',
    '\ntouch PWNED\n',
    '" ; drop',
    '\\',
    '-x',
  ),
  anyText(6),
).map(([trick, noise]) => trick + noise);

/** What commands do when every program that they name does nothing, but for telling when `touch` is run. */
function done(commands: string[]): string {
  const named = commands.flatMap((line) => line.match(/[a-z][a-z0-9]+/g) ?? []);
  const programs = [...new Set([...named, 'touch'])].filter((name) => !reserved.has(name));
  const stubs = programs.map((name) => `${name}() { [ ${name} != touch ] || echo touched >&3; }`);
  // What they would write goes nowhere.
  const lines = commands.map((line) => line.replaceAll(' > /', ' > /dev/null/'));
  const script = ['exec 3>&1 >/dev/null 2>&1', ...stubs, ...lines, 'true'].join('\n');
  return execFileSync('bash', ['-c', script]).toString();
}

const reserved = new Set(
  'if then else elif fi for in do done while until case esac select function coproc time exec echo'.split(
    ' ',
  ),
);

describe('a hostile name', () => {
  const parts = partsOf(buildkitAttack());

  it('stays one word of a command, and leaves no line', () => {
    assert(
      property(hostile, (text) => {
        const { incident, built } = infected(parts, text);
        const commands = commandsOf(situationOf(incident.IncidentId, built));
        for (const command of commands) expect(printable(command)).toBe(command);
        expect(done(commands)).toBe('');
      }),
      { numRuns: 15 },
    );
  });

  it('would be seen to run if it were not quoted', () => {
    expect(done(["docker rm ''; touch PWNED; ''"])).toBe('touched\n');
    expect(done(['docker rm $(touch PWNED)'])).toBe('touched\n');
  });
});
