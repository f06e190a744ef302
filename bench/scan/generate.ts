/** End of the generated rows' time: microseconds. */
export const end = Date.UTC(2026, 0, 6) * 1000;

/** The rows of 26 hours: the rule looks back one day. */
const span = 93_600_000_000;
const timeOf = (rows: number): string =>
  `make_timestamp((${end - span} + i * ${span / rows})::BIGINT)`;
/** One of some, of the row's own; the high bits say which, for the low ones say what is rare. */
const pick = (...options: string[]): string =>
  `list_extract([${options.map((each) => `'${each}'`).join(', ')}], ((hash(i, ${options.length}) >> 32) % ${options.length} + 1)::INTEGER)`;
const user = pick('root', 'dev', 'jenkins', 'www-data', 'postgres');
const parent = pick(
  'bash',
  'systemd',
  'cron',
  'node',
  'java',
  'sshd',
  'python3',
  'make',
  'containerd-shim',
);
const directory = pick(
  '/home/dev/web',
  '/tmp/x',
  '/srv/app',
  '/var/lib/jenkins/workspace/a',
  '/dev/shm/.c',
  '/opt/tool',
);

const host = `'host-' || i % 50`;

/** What runs on build hosts: one process of 500 is a docker client. */
const processes = (rows: number, from: string): string => `
  SELECT ${timeOf(rows)} AS "TimeGenerated", "TimeGenerated" AS "Timestamp", ${host} AS "DeviceId",
    ${host} AS "DeviceName", 'ProcessCreated' AS "ActionType", ${user} AS "AccountName",
    i % 4194304 AS "ProcessId", name AS "FileName", '/usr/bin/' || name AS "FolderPath",
    CASE WHEN name = 'docker'
      THEN 'docker ' || ${pick('build -t app', 'ps', 'image build', 'run --rm', 'build --no-cache', 'inspect')} || ' ' || ${directory}
      ELSE name || ' --option=' || i || ' ' || ${directory} || '/file-' || hash(i) % 100000
    END AS "ProcessCommandLine",
    ${parent} AS "InitiatingProcessFileName", i % 32768 AS "InitiatingProcessId",
    ${parent} || ' -c ' || ${directory} AS "InitiatingProcessCommandLine",
    ${directory} AS "ProcessCurrentWorkingDirectory"
  FROM (
    SELECT i, CASE WHEN hash(i, 500) % 500 = 0 THEN 'docker' ELSE ${pick('sh', 'git', 'node', 'cc1', 'ld', 'sed')} END AS name
    FROM ${from} AS r(i)
  )`;

const files = (rows: number, from: string): string => `
  SELECT ${timeOf(rows)} AS "TimeGenerated", "TimeGenerated" AS "Timestamp", ${host} AS "DeviceId",
    ${host} AS "DeviceName", 'FileCreated' AS "ActionType", name AS "FileName",
    ${directory} || '/' || name AS "FolderPath", ${user} AS "InitiatingProcessAccountName",
    ${user} AS "AccountName", ${parent} AS "InitiatingProcessFileName",
    i % 4194304 AS "InitiatingProcessId"
  FROM (
    SELECT i, CASE WHEN hash(i, 500) % 500 = 0 THEN ${pick('Dockerfile', 'web.dockerfile')} ELSE 'file-' || hash(i) % 5000 END AS name
    FROM ${from} AS r(i)
  )`;

const connections = (rows: number, from: string): string => `
  SELECT ${timeOf(rows)} AS "TimeGenerated", "TimeGenerated" AS "Timestamp", ${host} AS "DeviceId",
    ${host} AS "DeviceName", 'ConnectionSuccess' AS "ActionType",
    ${pick('10.0.', '203.0.', '198.51.', '192.168.')} || hash(i) % 250 || '.' || i % 250 AS "RemoteIP",
    (hash(i, 3) % 2 * 363 + 80)::INTEGER AS "RemotePort",
    ${pick('registry-1.docker.io', '', 'example.org', 'ghcr.io', 'cdn.example.net')} AS "RemoteUrl",
    CASE WHEN hash(i, 500) % 500 = 0 THEN 'dockerd' ELSE ${pick('curl', 'node', 'java', 'python3', 'ssh', 'git')} END AS "InitiatingProcessFileName",
    i % 4194304 AS "InitiatingProcessId"
  FROM ${from} AS r(i)`;

/** Fills the three tables of Defender: of ten rows six are processes, two files, two connections. */
export const fill = (rows: number): string =>
  Object.entries({
    DeviceProcessEvents: { select: processes, share: 0.6 },
    DeviceFileEvents: { select: files, share: 0.2 },
    DeviceNetworkEvents: { select: connections, share: 0.2 },
  })
    .map(([table, { select, share }]) => {
      const count = Math.round(rows * share);
      return `INSERT INTO "${table}" BY NAME ${select(count, `range(${count})`)};`;
    })
    .join('\n');

const iso = (name: string): string => `strftime("${name}", '%Y-%m-%dT%H:%M:%S.%fZ') AS "${name}"`;

/** Some of so many processes as JSON Lines, as Keelwatch writes its rows. */
export const processLines = (rows: number, path: string, from = 0, count = rows): string => `
  COPY (
    SELECT 'DeviceProcessEvents' AS "table", p.* REPLACE (${iso('TimeGenerated')}, ${iso('Timestamp')})
    FROM (${processes(rows, `range(${from}, ${from + count})`)}) AS p
  ) TO '${path}' (FORMAT json)`;
