import { shownBuild, shownIncident } from '../../../src/cli/show.js';
import { createCorrelator } from '../../../src/correlate/correlator.js';
import { newTold, settle, type Told, tell } from '../../../src/correlate/fixtures/fold.js';
import { toldGrpc, toldTwoAtOnce } from '../../../src/correlate/fixtures/history.js';
import {
  batchOf,
  begin,
  type Row,
  type Story,
  second,
} from '../../../src/correlate/fixtures/host.js';
import * as imported from '../../../src/correlate/fixtures/imported.js';
import * as requested from '../../../src/correlate/fixtures/requested.js';
import * as stories from '../../../src/correlate/fixtures/stories.js';
import type { ClientDockerfile } from '../../../src/correlate/request.js';
import type { BuildParts } from '../../../src/explain/parts.js';
import type { Batch } from '../../../src/model/batch.js';
import { type ImageBuilds, type TableName, tables } from '../../../src/model/generated/tables.js';
import { checkRows } from '../../../src/store/load.js';
import type { Target } from '../target.js';

/** What a host tells, in the order in which it comes. */
interface History {
  rows: Row[];
  dockerfiles: ClientDockerfile[];
}

const told: (() => Story)[] = [
  stories.classicAttack,
  stories.buildkitAttack,
  stories.benign,
  stories.twoAtOnce,
  stories.untagged,
  stories.remoteApi,
  stories.curlClient,
  stories.namesToldLate,
  imported.kaniko,
  imported.buildah,
  imported.buildkit,
  imported.dockerInDocker,
  requested.apiAttack,
  requested.gitContext,
  requested.washed,
  requested.committed,
  () => requested.brought('load'),
  toldTwoAtOnce,
  toldGrpc,
];

const texts = [
  '',
  '\0',
  '\u001b[2J\u0007',
  '</script><img src=x>',
  '__proto__',
  'constructor',
  '{"a":[1]}',
  '[[[[[[',
  "' OR 1=1 --",
  '$(reboot)`reboot`',
  '\ud800',
  '‮gpj.exe',
  '../../../etc/passwd',
  'sha256:',
  'a '.repeat(30_000),
  '\n'.repeat(30_000),
  '"'.repeat(30_001),
  '\\'.repeat(30_001),
  '-'.repeat(30_000),
  'a/'.repeat(30_000),
  'f() {'.repeat(10_000),
  'echo $('.repeat(5000),
  `sh -c '${'<<E$('.repeat(10_000)}'`,
  'FROM a\n'.repeat(5000),
  'docker build -t x --build-arg A=b /tmp/x',
  'docker run -d --privileged -v /:/host x',
];
const numbers = [0, -1, 1, 22, 4_294_967_295, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
const junk = [null, {}, [], 'x', 7, true, { a: { b: [{ c: 'd' }] } }, [null], { __proto__: 1 }];

/** The rows of a build as sensors tell them, changed as an attacker or a fault may change them: judged and shown. */
export const builds: Target = {
  seeds: () => [],
  make(random) {
    const below = (limit: number): number => Math.floor(random() * limit);
    const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;
    const { rows, dockerfiles } = pick(told)();
    const history: History = structuredClone({ rows, dockerfiles });
    const [first] = history.dockerfiles;
    if (first && below(4) === 0) first.Text += pick(texts);
    for (let changes = 1 + below(8); changes > 0; changes -= 1) change(history.rows, below, pick);
    return Buffer.from(JSON.stringify(history));
  },
  run(input) {
    const history = readHistory(input.toString());
    if (history) show(judged(history), history);
  },
};

const fieldsOf = ({ row }: Row): Record<string, unknown> => row as never;

type Pick = <T>(from: readonly T[]) => T;

function change(rows: Row[], below: (limit: number) => number, pick: Pick): void {
  const at = below(rows.length);
  const chosen = rows[at];
  if (!chosen) return;
  const row = fieldsOf(chosen);
  const column = pick(Object.keys(row));
  const value = row[column];
  const changes = [
    () => rows.splice(at, 1),
    () => rows.splice(at, 0, structuredClone(chosen)),
    () => rows.splice(below(rows.length), 0, ...rows.splice(at, 1)),
    () => {
      chosen.row.TimeGenerated += pick([-1, 1]) * below(10 ** (1 + below(15)));
    },
    () => {
      if (column !== 'TimeGenerated') delete row[column];
    },
    () => {
      // Of another row, where that has the column.
      const other = fieldsOf(pick(rows));
      if (typeof other[column] === typeof value) row[column] = other[column];
    },
    () => {
      for (let copies = below(200); copies > 0; copies -= 1) {
        const copy = structuredClone(chosen);
        copy.row.TimeGenerated += copies * second;
        rows.push(copy);
      }
    },
  ];
  if (Math.min(below(10), 1) === 0 || typeof value === 'boolean') pick(changes)();
  else if (typeof value === 'string') row[column] = pick([pick(texts), `${value}${pick(texts)}`]);
  else if (typeof value === 'number') row[column] = pick(numbers);
  else row[column] = pick(junk);
}

/** Undefined where no sensor would give that. */
function readHistory(text: string): History | undefined {
  try {
    const history = JSON.parse(text) as History;
    for (const { table, row } of history.rows) checkRows(table, tables[table], [row]);
    return history;
  } catch {
    return undefined;
  }
}

/** What comes of them in batches, and what is told must be what the store takes. */
function judged({ rows, dockerfiles }: History): Told {
  const correlator = createCorrelator();
  const all = newTold();
  for (const dockerfile of dockerfiles) correlator.note(dockerfile);
  const fold = (batch: Batch, now: number): void => {
    const more = correlator.fold(batch, [], now);
    for (const [table, some] of Object.entries(more))
      checkRows(table, tables[table as TableName], some);
    tell(all, more);
  };
  let now = begin;
  for (let at = 0; at < rows.length; at += 20) {
    now += second;
    fold(batchOf(rows.slice(at, at + 20)), now);
  }
  settle(correlator, all, now, now + 600 * second);
  return all;
}

/** They are asked for one by one: of very many, the first tell as much. */
const maxShown = 20;

function show(all: Told, { rows }: History): void {
  const { ContainerImageEvents, DeviceFileEvents, DockerApiEvents } = batchOf(rows);
  const partsOf = (build: ImageBuilds): BuildParts => ({
    build,
    steps: [...all.steps.values()].filter(({ BuildId }) => BuildId === build.BuildId),
    imageEvents: ContainerImageEvents ?? [],
    fileEvents: DeviceFileEvents ?? [],
    requests: DockerApiEvents ?? [],
  });
  for (const build of [...all.builds.values()].slice(0, maxShown))
    shownBuild(partsOf(build), 'text');
  for (const incident of [...all.incidents.values()].slice(0, maxShown)) {
    const build = all.builds.get(incident.BuildId ?? '');
    const parts = { incident, built: build && partsOf(build), alerts: [] };
    for (const format of ['text', 'markdown', 'html', 'json'] as const)
      shownIncident(parts, format);
  }
}
