/**
 * `npm run bench:correlate`: folds a busy host's events, `--events N` (ten million), and tells what is remembered and how
 * much memory that takes at each tenth. Prints a Markdown table; with `--write` it puts it into docs/benchmarks.md. Exits 1
 * when the second half takes a quarter more than the first did: then something grows with time.
 */
import { optionsGiven, refuse } from '../scripts/command-line.js';
import { createCorrelator } from '../src/correlate/correlator.js';
import { traffic } from '../src/correlate/fixtures/traffic.js';
import { writeFigures } from './page.js';

const values = optionsGiven({
  events: { type: 'string', default: '10000000' },
  write: { type: 'boolean', default: false },
});
const wanted = Number(values.events);
if (!(wanted >= 10)) refuse('--events is a number from 10 on');
const { gc } = globalThis;
if (gc === undefined) throw new Error('run it by npm run bench:correlate: it needs --expose-gc');

const correlator = createCorrelator();
const megabytes: number[] = [];
let rows = 0;
let spent = 0;
for (const tick of traffic(250)) {
  const began = performance.now();
  correlator.fold(tick.batch, [], tick.now);
  spent += performance.now() - began;
  rows += tick.rows;
  if (rows < ((megabytes.length + 1) * wanted) / 10) continue;
  gc();
  megabytes.push(process.memoryUsage().heapUsed / 1e6);
  const sizes = Object.entries(correlator.size()).map(([name, size]) => `${name} ${size}`);
  const rate = Math.round((rows / spent) * 1000);
  process.stderr.write(
    `${rows} events, ${rate} a second: ${megabytes.at(-1)?.toFixed(0)} MB; ${sizes.join(', ')}\n`,
  );
  if (rows >= wanted) break;
}
const first = Math.max(...megabytes.slice(0, 5));
const second = Math.max(...megabytes.slice(5));
const builds = correlator.size()['builds'] ?? 0;
writeFigures(
  'correlate',
  [
    [
      'events',
      `${rows.toLocaleString('en')}, ${Math.round((rows / spent) * 1000).toLocaleString('en')} a second`,
    ],
    ['builds remembered at the end', builds.toLocaleString('en')],
    ['heap after collection, most in each half', `${first.toFixed(0)} MB, ${second.toFixed(0)} MB`],
  ],
  '',
  values.write,
);
process.exitCode = second > 1.25 * first ? 1 : 0;
