import { beforeAll } from 'vitest';
import { missingRequirements, neededByTests } from '../../src/lab/requirements.js';

/** End-to-end tests fail at once, and say why, where they could not show anything. */
beforeAll(async () => {
  if (process.getuid?.() !== 0) throw new Error('the end-to-end tests need root');
  const missing = await missingRequirements(neededByTests);
  if (missing.length > 0) {
    const packages = missing.map((requirement) => requirement.package).join(' ');
    throw new Error(`the end-to-end tests need ${packages}: npm test installs them`);
  }
});
