import { describe, expect, it } from 'vitest';
import type { ImageBuilds } from '../model/generated/tables.js';
import { learnBuilds, readBaseline } from './baseline.js';
import { createCorrelator } from './correlator.js';
import { fold, newTold, type Told, tell } from './fixtures/fold.js';
import { batchOf, begin, executor, image, Story, second } from './fixtures/host.js';

const day = 86_400;

/** Ordinary builds of one user, a day apart, the last of them on day `count` - 1. */
function history(count: number): Story {
  const story = bare();
  for (let i = 0; i < count; i += 1) build(story, i * day, i + 1, 'mallory', '198.51.100.7');
  return story;
}

function bare(): Story {
  const story = new Story();
  story.rows.length = 0;
  return story;
}

function build(story: Story, at: number, n: number, user: string, address: string): void {
  const client = story.exec(at, undefined, ['docker', 'build', '-t', `shop:${n}`, '/src'], {
    user,
    pid: 5000 + 10 * n,
  });
  const shell = story.buildkitStep(at + 1, at + 3, 1000 + n, 'make');
  const fetch = story.exec(at + 1.5, shell, ['curl', 'x'], {
    container: executor(1000 + n),
    pid: 5001 + 10 * n,
  });
  story.connect(at + 1.6, fetch, address, 443, executor(1000 + n));
  story.image(at + 3.2, 'ImageTagged', image(n), {
    ImageReference: `shop:${n}`,
    ImageCreationTime: begin + (at + 3) * second,
  });
  story.exit(at + 3.5, client);
}

/** Folded build by build, as time passes. */
function foldAll(story: Story, correlator = createCorrelator(), told = newTold()): Told {
  const rows = story.rows.toSorted((a, b) => a.row.TimeGenerated - b.row.TimeGenerated);
  fold(story, { rows, correlator, told });
  const last = rows.at(-1)?.row.TimeGenerated ?? begin;
  for (let wait = 1; wait <= 10; wait += 1)
    tell(told, correlator.fold({}, [], last + wait * 60 * second));
  return told;
}

const builds = ({ builds: all }: Told): ImageBuilds[] =>
  [...all.values()].sort((a, b) => a.TimeGenerated - b.TimeGenerated);
const countOf = (told: Told, key: string): unknown => told.baseline.get(key)?.Count;

describe('what builds had to do with', () => {
  it('is counted once for each build, with its first and last', () => {
    const told = foldAll(history(3));
    expect(told.baseline.get('address 198.51.100.7')).toMatchObject({
      Count: 3,
      FirstSeen: begin,
      LastSeen: begin + 2 * day * second,
    });
    expect(countOf(told, 'user mallory')).toBe(3);
    expect(countOf(told, 'builder docker, buildkit')).toBe(3);
    expect(countOf(told, 'tag shop')).toBe(3);
    expect(countOf(told, 'host builds')).toBe(3);
  });

  it('counts the same rows once, however often they come', () => {
    const story = history(3);
    story.rows.push(...story.rows);
    expect(countOf(foldAll(story), 'user mallory')).toBe(3);
  });

  it('is known after a restart, also of builds that are read again', () => {
    const story = history(3);
    const first = foldAll(story);
    const correlator = createCorrelator();
    correlator.restore({
      ...batchOf(story.rows.filter(({ row }) => row.TimeGenerated >= begin + 2 * day * second)),
      ImageBuilds: builds(first),
      ImageBuildSteps: [...first.steps.values()],
      BuildBaseline: [...first.baseline.values()],
    });
    const more = bare();
    build(more, 3 * day, 9, 'mallory', '198.51.100.7');
    expect(countOf(foldAll(more, correlator), 'address 198.51.100.7')).toBe(4);
  });

  it('is learned from builds that were stored before it was kept', () => {
    const first = foldAll(history(3));
    const correlator = createCorrelator();
    correlator.restore({ ImageBuilds: builds(first) });
    const more = bare();
    build(more, 3 * day, 9, 'mallory', '198.51.100.7');
    expect(countOf(foldAll(more, correlator), 'user mallory')).toBe(4);
  });

  it('is learned from builds of elsewhere, beside what is stored', () => {
    const stored = [...foldAll(history(2)).baseline.values()];
    const more = builds(foldAll(history(3))).slice(2);
    const rows = learnBuilds(stored, more, begin);
    expect(rows.find(({ Kind }) => Kind === 'user')).toMatchObject({
      DeviceId: 'host-1',
      Value: 'mallory',
      Count: 3,
      FirstSeen: begin,
      LastSeen: begin + 2 * day * second,
    });
  });

  it('is bounded', () => {
    const correlator = createCorrelator({ maxBaseline: 50 });
    const story = bare();
    for (let i = 0; i < 60; i += 1) build(story, i * 1000, i + 1, `user${i}`, `203.0.113.${i}`);
    foldAll(story, correlator);
    expect(correlator.size()['baseline']).toBeLessThanOrEqual(50);
  });
});

describe('what was never seen before', () => {
  const last = (told: Told) => readBaseline(builds(told).at(-1)?.Baseline);

  it('is evidence when there were enough builds', () => {
    const story = history(20);
    build(story, 20 * day, 90, 'eve', '203.0.113.50');
    const told = foldAll(story);
    expect(last(told)).toMatchObject({
      Builds: 20,
      Since: begin,
      IsEnough: true,
      NeverSeen: [
        { Kind: 'user', Value: 'eve' },
        { Kind: 'address', Value: '203.0.113.50' },
      ],
    });
  });

  it.each([
    ['too few', 19, 1],
    ['of too short a time', 20, 0.1],
  ])('is none where they are %s', (_, count, step) => {
    const story = bare();
    for (let i = 0; i < count; i += 1)
      build(story, i * step * day, i + 1, 'mallory', '198.51.100.7');
    build(story, count * step * day, 90, 'eve', '203.0.113.50');
    expect(last(foldAll(story))).toMatchObject({ Builds: count, IsEnough: false, NeverSeen: [] });
  });

  it('counts the builds of one requester within a short time', () => {
    const story = bare();
    const shell = story.exec(0, undefined, ['/bin/bash']);
    const other = story.exec(0, undefined, ['/bin/bash']);
    for (let i = 0; i < 12; i += 1) {
      const by = i === 5 ? other : shell;
      story.exit(
        10 * i + 3,
        story.exec(10 * i + 1, by, ['docker', 'build', '-t', `x${i}`, '/src']),
      );
    }
    const recent = builds(foldAll(story)).map(({ Baseline }) => readBaseline(Baseline).Recent);
    expect(recent).toEqual([0, 1, 2, 3, 4, 0, 5, 6, 7, 8, 9, 10]);
  });

  it('says of each thing since when it is known', () => {
    const told = foldAll(history(2));
    const address = last(told).Values.find(({ Kind }) => Kind === 'address');
    expect(address).toEqual({ Kind: 'address', Value: '198.51.100.7', FirstSeen: begin });
  });
});
