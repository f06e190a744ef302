import { afterAll, beforeAll } from 'vitest';
import { setupScript } from '../../src/lab/attack.js';
import { makeBaseImage } from '../../src/lab/base-image.js';
import { type ExternalHost, startExternalHost } from '../../src/lab/external-host.js';
import { type PrivateEngine, startEngine } from '../../src/lab/private-engine.js';

/** What there is while the tests of a file run. */
export interface AttackedHost {
  engine: PrivateEngine;
  /** Serves `/setup.sh`. */
  host: ExternalHost;
}

/** An engine with a base image, and a host to download from, for all tests of the file that calls it. */
export function attackedHost(baseImage: string): AttackedHost {
  const held = {} as AttackedHost;
  beforeAll(async () => {
    held.engine = await startEngine();
    await makeBaseImage(held.engine, baseImage);
    held.host = await startExternalHost({ files: { '/setup.sh': setupScript } });
  });
  afterAll(async () => {
    await held.host?.stop();
    await held.engine?.stop();
  });
  return held;
}
