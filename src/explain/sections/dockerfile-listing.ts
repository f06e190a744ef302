import { listOf, numberOf, objectOf, textOf } from '../../correlate/json.js';
import { dictionary } from '../../model/dictionary.js';
import type { ListingLine, ListingMark } from '../document.js';
import { stateText } from '../names.js';
import type { Limits, Told } from '../parts.js';

/** Where a Dockerfile's text was taken from, and how far that can be trusted, in brief and besides. */
const sources: Record<string, readonly [brief: string, besides: string]> = dictionary({
  buildkit: ["from BuildKit's history: what was read and built", ''],
  client: [
    "read from the client's disk as it started",
    'only a change in that instant is missed, or a root directory of its own',
  ],
  steps: ['put together from the steps that BuildKit named', 'arguments are filled in'],
  history: [
    "from the image's history, which its builder can forge",
    'discarded stages are missing',
  ],
});

export function dockerfileTrust({ build, details }: Told, { isBrief }: Limits): string {
  const { DockerfileSource = '' } = build;
  if (!build.Dockerfile) return stateText(build) === 'running' ? '' : 'its text could not be read';
  const unknown = DockerfileSource ? `taken from ${DockerfileSource}` : 'its source is unknown';
  const [brief, besides] = sources[DockerfileSource] ?? [unknown, ''];
  const source = isBrief || besides === '' ? brief : `${brief}; ${besides}`;
  const other = details.ClientDockerfile
    ? "; the client's file held something else when it started"
    : '';
  return `${source}${other}${details.DockerfileTruncated ? '; only its beginning was kept' : ''}`;
}

/** The text, with what was found in it. Where it is long, the lines that matter with those around them. */
export function dockerfileListing(subject: Told, limits: Limits): ListingLine[] {
  return listing(subject.build.Dockerfile ?? '', marksOf(subject), limits);
}

/** A text of which nothing is known but its lines. */
export function plainListing(text: string, limits: Limits): ListingLine[] {
  return listing(text, new Map(), limits);
}

function listing(text: string, marks: Map<number, ListingMark[]>, limits: Limits): ListingLine[] {
  const lines = text.trimEnd().split('\n');
  const shown = chosen(lines.length, [...marks.keys()], limits);
  const listed: ListingLine[] = [];
  let gap = 0;
  const closeGap = () => {
    if (gap > 0) listed.push({ kind: 'gap', lines: gap });
    gap = 0;
  };
  lines.forEach((line, index) => {
    const number = index + 1;
    if (!shown.has(number)) {
      gap += 1;
      return;
    }
    closeGap();
    const found = marks.get(number) ?? [];
    listed.push({ kind: 'line', number, text: line.replace(/\r$/, ''), marks: found });
  });
  closeGap();
  return listed;
}

/** Numbers of the lines to be shown: all of a short text; else the marked ones first, then their neighbours, then the first. */
function chosen(count: number, marked: number[], limits: Limits): Set<number> {
  const all = Array.from({ length: count }, (_, index) => index + 1);
  if (count <= limits.dockerfileLines) return new Set(all);
  const isNear = (number: number) =>
    marked.some((mark) => Math.abs(mark - number) <= limits.dockerfileAround);
  const byInterest = [...marked, ...all.filter(isNear), ...all];
  const shown = new Set<number>();
  for (const number of byInterest) {
    if (shown.size >= limits.dockerfileLines) break;
    if (number >= 1 && number <= count) shown.add(number);
  }
  return shown;
}

const maxMarksPerLine = 10;

/** What was found, by line. Findings without a line belong to the first. */
function marksOf({ build }: Told): Map<number, ListingMark[]> {
  const found = new Map<number, ListingMark[]>();
  for (const item of listOf(objectOf(build.AdditionalFields ?? null)['DockerfileFindings'])) {
    const finding = objectOf(item);
    const line = Math.max(1, numberOf(finding['Line']) ?? 1);
    const marks = found.get(line) ?? [];
    found.set(line, marks);
    if (marks.length >= maxMarksPerLine) continue;
    marks.push({
      severity: textOf(finding['Severity']),
      rule: textOf(finding['Rule']),
      message: textOf(finding['Message']),
    });
  }
  return found;
}
