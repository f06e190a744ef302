import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { compile, withNow } from '../../src/kql/index.js';
import { runQuery } from '../../src/store/engine.js';
import { ddl } from '../../src/store/generated/ddl.js';
import type { Query } from '../../src/store/store.js';
import { end, fill } from './generate.js';
import { type Figure, inTurn } from './in-turn.js';

const tables = ['DeviceProcessEvents', 'DeviceFileEvents', 'DeviceNetworkEvents'] as const;
const shown = 'TimeGenerated, DeviceName, AccountName, Description, Detail, RiskScore';

/** The compiled rule for T1612, and the same logic as somebody would write it in DuckDB's SQL, on the same rows. */
export async function ruleRatio(work: string, rows: number): Promise<Figure[]> {
  const instance = await DuckDBInstance.create(join(work, 'rule.duckdb'), { threads: '2' });
  const connection = await instance.connect();
  try {
    for (const table of tables) await connection.run(ddl[table]);
    await connection.run(fill(rows));
    const kql = readFileSync('detections/build-image-on-host/query.kql', 'utf8');
    const compiled = compile(`${kql}\n| project ${shown}`);
    if (!('query' in compiled)) throw new Error('the rule does not compile');
    const ours = withNow(compiled.query, end);
    const byHand: Query = { ...ours, sql: handWritten };
    const [one, other] = [await runQuery(connection, ours), await runQuery(connection, byHand)].map(
      (result) => JSON.stringify(result.rows.map(String).sort()),
    );
    if (one !== other) throw new Error('the two queries give different rows');
    const { ratio, seconds } = await inTurn(9, {
      ours: () => runQuery(connection, ours),
      theirs: () => runQuery(connection, byHand),
    });
    const found = (await runQuery(connection, ours)).rows.length;
    return [
      [
        `rule on ${rows.toLocaleString('en')} rows, compiled to hand-written`,
        `${ratio}; ${seconds.ours.toFixed(2)} s to ${seconds.theirs.toFixed(2)} s, ${found} results`,
      ],
    ];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const temporary = String.raw`(/tmp/|/dev/shm/|/var/tmp/|/run/user/|\\temp\\|\\appdata\\local\\temp\\)`;
const shells = 'bash|sh|zsh|python|python3|perl|ruby|curl|wget';
const registries = String.raw`docker\.io|hub\.docker\.com|registry-1\.docker\.io|auth\.docker\.io|production\.cloudflare\.docker\.com|registry\.k8s\.io|gcr\.io|mcr\.microsoft\.com|quay\.io|ghcr\.io`;
const word = (words: string): string => `'(^|[^[:alnum:]])(${words})([^[:alnum:]]|$)', 'i'`;

const handWritten = `
WITH requests AS (
  SELECT "TimeGenerated", "DeviceName", "AccountName", "ProcessCommandLine",
    3 * regexp_matches("ProcessCommandLine", '${temporary}', 'i')::BIGINT
    + regexp_matches("ProcessCommandLine", '--no-cache([^[:alnum:]]|$)', 'i')::BIGINT
    + 4 * regexp_matches("ProcessCommandLine", '-f\\s+https?://')::BIGINT
    + 2 * regexp_matches("InitiatingProcessFileName", ${word(shells)})::BIGINT AS "RiskScore"
  FROM "DeviceProcessEvents"
  WHERE "TimeGenerated" > make_timestamp(CAST($now AS BIGINT)) - INTERVAL 1 DAY
    AND lower("FileName") IN ('docker', 'docker.exe')
    AND regexp_matches("ProcessCommandLine", ${word('build|image build')})
)
SELECT "TimeGenerated", "DeviceName", "AccountName", 'Suspicious docker build command' AS "Description",
  "ProcessCommandLine" AS "Detail", "RiskScore"
FROM requests WHERE "RiskScore" >= 2
UNION ALL
SELECT "TimeGenerated", "DeviceName", "InitiatingProcessAccountName",
  'Dockerfile written below a temporary directory', "FolderPath", 3
FROM "DeviceFileEvents"
WHERE "TimeGenerated" > make_timestamp(CAST($now AS BIGINT)) - INTERVAL 1 DAY
  AND ("FileName" ILIKE 'dockerfile' OR "FileName" ILIKE '%.dockerfile')
  AND regexp_matches("FolderPath", '${temporary}', 'i')
UNION ALL
SELECT "TimeGenerated", "DeviceName", '', 'Docker daemon connected to an external address',
  concat("RemoteIP", ' (', "RemoteUrl", '):', "RemotePort"), 2
FROM "DeviceNetworkEvents"
WHERE "TimeGenerated" > make_timestamp(CAST($now AS BIGINT)) - INTERVAL 1 DAY
  AND "InitiatingProcessFileName" ILIKE 'dockerd' AND "ActionType" <> 'ConnectionClosed'
  AND "RemotePort" IN (80, 443, 8080, 8443)
  AND NOT regexp_matches("RemoteIP", '^(10\\.|192\\.168\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.)')
  AND NOT regexp_matches("RemoteUrl", ${word(registries)})
ORDER BY 1 DESC`;
