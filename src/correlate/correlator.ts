import type { Batch } from '../model/batch.js';
import type { Alerts, TableName } from '../model/generated/tables.js';
import type { Micros } from '../model/row.js';
import { Host } from './host.js';
import type { ClientDockerfile } from './request.js';
import { defaultSettings, type Settings } from './settings.js';

export type { ClientDockerfile } from './request.js';
export type { Settings } from './settings.js';

/**
 * Folds rows and alerts into builds, their steps and incidents. Pure: it reads no clock and no disk. The same rows, in
 * whatever order, twice, or late by no more than `settings.settle`, give the same builds and incidents.
 */
export interface Correlator {
  /**
   * Takes rows and alerts in. Gives the rows of ImageBuilds, ImageBuildSteps and Incidents that changed, and Alerts:
   * all that were handed over, and earlier ones of which it has become known where they belong. `now` never goes back.
   */
  fold(batch: Batch, alerts: Alerts[], now: Micros): Batch;
  /**
   * Takes in what was stored before a restart: the event rows of the last hour or more, the Alerts of that time, and
   * all rows of ImageBuilds, ImageBuildSteps and Incidents. Gives nothing; what it changes comes with the next fold.
   */
  restore(batch: Batch): void;
  /** Text of a client's Dockerfile. May come before or after the client's own row. */
  note(dockerfile: ClientDockerfile): void;
  /** When a fold, if only of an empty batch, would tell something new; undefined when nothing waits. */
  nextDeadline(): Micros | undefined;
  /** How much it remembers, by kind. */
  size(): Record<string, number>;
}

const maxNotes = 100;

export function createCorrelator(settings: Partial<Settings> = {}): Correlator {
  const full = { ...defaultSettings, ...settings };
  const hosts = new Map<string, Host>();
  /** Notes do not say which host they are about: those that came before a host's first row are kept for it. */
  const notes: ClientDockerfile[] = [];
  const host = (id: string): Host => {
    const known = hosts.get(id);
    if (known) return known;
    const fresh = new Host(full);
    for (const dockerfile of notes) fresh.note(dockerfile);
    hosts.set(id, fresh);
    return fresh;
  };

  function fold(batch: Batch, alerts: Alerts[], now: Micros): Batch {
    const parts = byDevice(batch);
    const alertParts = byDevice({ Alerts: alerts });
    for (const id of [...parts.keys(), ...alertParts.keys()]) host(id);
    const merged: Partial<Record<string, unknown[]>> = {};
    for (const [id, each] of hosts) {
      const told = each.fold(parts.get(id) ?? {}, alertParts.get(id)?.Alerts ?? [], now);
      for (const [table, rows] of Object.entries(told)) (merged[table] ??= []).push(...rows);
    }
    return merged as Batch;
  }

  return {
    fold,
    restore(batch) {
      for (const [id, part] of byDevice(batch)) host(id).restore(part);
    },
    note(dockerfile) {
      notes.push(dockerfile);
      if (notes.length > maxNotes) notes.shift();
      for (const each of hosts.values()) each.note(dockerfile);
    },
    nextDeadline() {
      const deadlines = [...hosts.values()].flatMap((each) => each.nextDeadline() ?? []);
      return deadlines.length > 0 ? Math.min(...deadlines) : undefined;
    },
    size() {
      const sum: Record<string, number> = {};
      for (const each of hosts.values()) {
        for (const [kind, count] of Object.entries(each.size()))
          sum[kind] = (sum[kind] ?? 0) + count;
      }
      return sum;
    },
  };
}

/** Process ids mean nothing across hosts: each host is correlated on its own. */
function byDevice(batch: Batch): Map<string, Batch> {
  const parts = new Map<string, Partial<Record<TableName, unknown[]>>>();
  for (const [table, rows] of Object.entries(batch)) {
    for (const row of rows) {
      const id = row.DeviceId || row.DeviceName || '';
      const part = parts.get(id) ?? {};
      parts.set(id, part);
      (part[table as TableName] ??= []).push(row);
    }
  }
  return parts as Map<string, Batch>;
}
