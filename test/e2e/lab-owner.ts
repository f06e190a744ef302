/**
 * A process that starts an engine with a running container and a running step of either builder, and a host, says so
 * in one line of JSON, and waits for its end: run by lab.test.ts.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { buildAsAttacker } from '../../src/lab/attack.js';
import { makeBaseImage } from '../../src/lab/base-image.js';
import { startExternalHost } from '../../src/lab/external-host.js';
import { startEngine } from '../../src/lab/private-engine.js';
import { processes } from '../../src/lab/processes.js';

const baseImage = 'keelwatch-lab/base';
const mark = `${100_000_000 + process.pid}`;
const engine = await startEngine();
const host = await startExternalHost({ files: { '/setup.sh': `sleep ${mark}` } });
await makeBaseImage(engine, baseImage);
await engine.docker(['run', '-d', baseImage, 'sleep', mark]);
const attack = { engine, baseImage, tag: null, url: host.url('/setup.sh') };
void buildAsAttacker({ ...attack, builder: 'classic' });
void buildAsAttacker({ ...attack, builder: 'buildkit' });
const inContainers = () =>
  processes().filter(({ argv }) => argv[0] === 'sleep' && argv[1] === mark).length;
while (inContainers() < 3) await sleep(50);
const { directory, bridge } = engine;
const { namespace } = host;
process.stdout.write(`${JSON.stringify({ directory, bridge, namespace, mark })}\n`);
setInterval(() => undefined, 1000);
