/**
 * The tables of Defender and Sentinel as Microsoft publishes them: columns by type, from its reference pages as of 2026.
 * A rule that binds on these runs there too.
 */
import type { Catalog } from './bind.js';
import type { Columns } from './microsoft/columns.js';
import { defender } from './microsoft/defender.js';
import { devices } from './microsoft/devices.js';
import { sentinel } from './microsoft/sentinel.js';
import { normalized } from './microsoft/sentinel-asim.js';
import { audit } from './microsoft/sentinel-audit.js';
import { sentinelHosts } from './microsoft/sentinel-hosts.js';
import { workloads } from './microsoft/sentinel-workloads.js';
import { vulnerabilities } from './microsoft/vulnerabilities.js';
import type { Scalar } from './types.js';

/** What every table of a workspace has. */
const workspace: Columns = {
  string: 'TenantId Type SourceSystem _ResourceId _SubscriptionId _IsBillable',
  real: '_BilledSize',
  datetime: 'TimeGenerated',
};

/** The same instant as advanced hunting names it. */
const hunting: Columns = { datetime: 'Timestamp' };

const hunted = { ...devices, ...vulnerabilities, ...defender };
const collected = { ...sentinel, ...sentinelHosts, ...audit, ...workloads, ...normalized };

function schema(...parts: Columns[]): string {
  const types = new Map<string, string>();
  for (const part of parts) {
    for (const type of Object.keys(part) as Scalar[]) {
      for (const name of (part[type] ?? '').trim().split(/\s+/)) types.set(name, type);
    }
  }
  return `(${[...types].map(([name, type]) => `['${name}']:${type}`).join(', ')})`;
}

const catalogOf = (tables: Readonly<Record<string, Columns>>, ...added: Columns[]): Catalog =>
  Object.fromEntries(
    Object.entries(tables).map(([name, table]) => [name, schema(table, ...added)]),
  );

/** A Sentinel workspace, into which Defender's tables are streamed. */
export const microsoftSchema: Catalog = {
  ...catalogOf(hunted, workspace),
  ...catalogOf(collected, workspace),
};

/** Advanced hunting: both names of the instant, and the workspace's tables beside its own. */
export const huntingSchema: Catalog = {
  ...catalogOf(hunted, workspace, hunting),
  ...catalogOf(collected, workspace),
};
