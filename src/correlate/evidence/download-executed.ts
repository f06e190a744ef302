import { rank } from '../../dockerfile/finding.js';
import { kindOf, kindOfUrl } from '../../dockerfile/source.js';
import { behaviourOf, evidenceOf, type Run, rowOf, type Tied, whereOf } from '../behaviour.js';
import { brief, type EvidenceRule } from '../case.js';

/** Where anybody publishes without a name, or what is put where nobody looks. */
const high = rank({ severity: 'High' });

const ways: Record<Run['manner'], string> = {
  text: 'pipes a download into an interpreter',
  file: 'downloads a file and runs it',
  program: 'downloads a program and runs it',
  start: 'starts containers with a file that was downloaded',
  package: 'installs a package that was downloaded, whose scripts run',
  archive: 'unpacks a download and runs what was in it',
  executable: 'downloads a file and makes it executable',
};

/**
 * The core of the technique: what runs is not in the Dockerfile but on somebody's server. Installers of well-known
 * software do it too, over HTTPS from a host with a name: those weigh little.
 */
export const downloadExecuted: EvidenceRule = {
  id: 'download-executed',
  techniques: ['T1105', 'T1059.004'],
  find(subject) {
    const found = behaviourOf(subject)
      .runs.map((run) => ({ run, risk: riskOf(run) }))
      .filter(({ run, risk }) => risk === 'high' || (risk === 'low' && !isOrdinary(run)));
    const worst = found.find(({ risk }) => risk === 'high') ?? found[0];
    if (worst?.risk !== 'high') {
      const odd = evidenceOf(subject, ['remote-script'], (each) => (rank(each) >= high ? 3 : 0));
      if (odd) return odd;
    }
    if (!worst) return undefined;
    const { run, risk } = worst;
    const note =
      risk === 'high' ? '' : ' It came over HTTPS from a host with a name, as installers do.';
    return {
      weight: risk === 'high' ? 3 : 1,
      explanation: `${whereOf(run)} ${ways[run.manner]}: ${brief(run.text)}.${note}`,
      rows: found.slice(0, 10).map(({ run: each }) => rowOf(subject, each)),
    };
  },
};

/** Sources and packages are published as archives: only where they come from an odd place do they say something. */
const isOrdinary = ({ manner }: Run): boolean => manner === 'archive' || manner === 'package';

/** Whether anybody on the way can replace it, or the text does not tell where it is from and no process showed it. */
function riskOf(run: Tied<Run>): 'high' | 'low' | 'none' {
  const kinds = kindsOf(run);
  const isOdd = kinds.includes('address') || kinds.includes('port');
  if (run.isVerified) return isOdd ? 'high' : 'none';
  if (isOrdinary(run)) return isOdd ? 'high' : 'low';
  return kinds.every((kind) => kind === 'named') ? 'low' : 'high';
}

const unchecked = /(?:^|\s)(?:-k|--insecure|--no-check-certificate)(?:\s|$)/;

/** Of the URLs in the text, and of those that really were fetched: their arguments have variables filled in. */
function kindsOf({ downloads, step }: Tied<Run>) {
  const ran = (step?.processes ?? [])
    .filter(
      ({ FileName, CommandLine }) =>
        /^(?:curl|wget|aria2c|fetch)$/.test(FileName) ||
        /^(?:\S*\/)?(?:curl|wget)\s/.test(CommandLine),
    )
    .map(({ CommandLine }) => CommandLine);
  const seen = ran.flatMap((line) => line.match(/\b(?:https?|ftp):\/\/[^\s"'`|;<>()]+/gi) ?? []);
  const told = downloads.map(kindOf);
  if (seen.length === 0 || told.some((kind) => kind === 'address' || kind === 'port')) return told;
  const isUnchecked =
    downloads.some((each) => each.isUnchecked) || ran.some((line) => unchecked.test(line));
  return [...seen.map(kindOfUrl), ...(isUnchecked ? (['plain'] as const) : [])];
}
