import type { Severity } from '../../model/incident.js';
import type { Act, Download } from '../act.js';
import { actRule, eitherRule, type Outcome } from '../rule.js';
import { kindOf, type SourceKind } from '../source.js';
import { isLoopbackUrl, nameOf } from '../told.js';

type Run = Extract<Act, { kind: 'run' }>;

/** Severity by how it is run and where it is from. What is not here is no finding: archives are how sources are published. */
const severities: Record<Run['manner'], Partial<Record<SourceKind, Severity>>> = {
  text: { address: 'High', port: 'High', plain: 'High', unknown: 'Medium' },
  file: { address: 'High', port: 'High', plain: 'High', unknown: 'Low' },
  // How tools are installed: what drops something to run it once seldom does so.
  program: { address: 'High', port: 'High', plain: 'Medium', unknown: 'Low' },
  start: { address: 'High', port: 'High', plain: 'Medium', unknown: 'Low' },
  package: { address: 'High', port: 'Medium', plain: 'Low' },
  archive: { address: 'High', port: 'Medium', plain: 'Low' },
};

const executable: Partial<Record<SourceKind, Severity>> = {
  address: 'High',
  port: 'Medium',
  plain: 'Medium',
};

const reasons: Record<SourceKind, string> = {
  address: 'an address without a name',
  port: 'a port on which software is hardly published',
  plain: 'a source that anybody on the way can replace',
  unknown: 'a source that the file does not tell',
  named: 'a host with a name',
};

const ways: Record<Run['manner'], string> = {
  text: 'is run by an interpreter',
  file: 'is run',
  program: 'is installed and run',
  start: 'is what containers start with',
  package: 'is installed as a package, whose scripts run',
  archive: 'is unpacked and run',
};

/** The core of T1612: what runs is not in the Dockerfile but on somebody's server. */
export const downloadExecuted = eitherRule(
  {
    id: 'download-executed',
    severity: 'High',
    message: 'A download from a source that cannot be trusted is run.',
    why: 'What runs is not in the Dockerfile but on a server, and whoever holds that server or the way to it decides what it is. This is how malware gets into images that are built on their victim (T1612).',
    instead:
      'Fetch over HTTPS from the maker’s own host, fix the version, and compare a checksum or signature before anything is run; or copy the file from your repository.',
    techniques: ['T1612', 'T1105', 'T1059.004'],
  },
  (about) =>
    actRule(about, 'run', ({ downloads, isVerified, manner }) =>
      judged(downloads, isVerified, severities[manner], ways[manner]),
    ),
  (about) =>
    actRule(about, 'executable', ({ downloads, isVerified }) =>
      judged(downloads, isVerified, executable, 'is made executable'),
    ),
);

function judged(
  downloads: Download[],
  isVerified: boolean,
  table: Partial<Record<SourceKind, Severity>>,
  way: string,
): Outcome {
  const found = downloads
    .filter((download) => !download.urls.some(isLoopbackUrl))
    .map((download) => ({ download, kind: kindOf(download) }))
    .find(({ kind }) => table[kind] !== undefined);
  if (!found) return false;
  const { download, kind } = found;
  // A checksum that stands in the same file says what is fetched, not who publishes it.
  const severity = isVerified ? (kind === 'address' ? 'Low' : undefined) : table[kind];
  if (!severity) return false;
  return { severity, message: `${nameOf(download)} is from ${reasons[kind]} and ${way}.` };
}
