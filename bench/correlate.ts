/**
 * `npm run bench:correlate [EVENTS]`: folds a busy host's events, ten million unless told otherwise, and prints what is
 * remembered and how much memory that takes at each tenth. Exits 1 when the second half takes a quarter more than the
 * first did: then something grows with time.
 */
import { createCorrelator } from '../src/correlate/correlator.js';
import { traffic } from '../src/correlate/fixtures/traffic.js';

const wanted = Number(process.argv[2] ?? 10_000_000);
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
  process.stdout.write(
    `${rows} events, ${rate} a second: ${megabytes.at(-1)?.toFixed(0)} MB; ${sizes.join(', ')}\n`,
  );
  if (rows >= wanted) break;
}
const first = Math.max(...megabytes.slice(0, 5));
const second = Math.max(...megabytes.slice(5));
process.stdout.write(
  `At most ${first.toFixed(0)} MB in the first half, ${second.toFixed(0)} MB in the second.\n`,
);
process.exitCode = second > 1.25 * first ? 1 : 0;
