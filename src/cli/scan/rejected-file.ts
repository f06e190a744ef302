import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Rejection } from '../../normalise/import/index.js';
import { asciiJson } from '../ascii-json.js';
import { UsageError } from '../failure.js';

export interface RejectedFile {
  add(rejection: Rejection): void;
  /** Resolves when all is written; a further call does nothing. */
  close(): Promise<void>;
}

/** A file for every record that could not be read, one JSON object a line; without a path it takes nothing. */
export async function openRejectedFile(path: string | undefined): Promise<RejectedFile> {
  if (path === undefined) return { add: () => undefined, close: () => Promise.resolve() };
  const stream = createWriteStream(path);
  let failure: NodeJS.ErrnoException | undefined;
  stream.on('error', (error) => {
    failure = error;
  });
  const fail = (): void => {
    if (failure) throw new UsageError(`--rejected ${path} cannot be written: ${failure.code}`);
  };
  await once(stream, 'open').catch(fail);
  return {
    add(rejection) {
      fail();
      stream.write(`${asciiJson(rejection)}\n`);
    },
    async close() {
      if (!stream.closed && !failure) await new Promise((resolve) => stream.end(resolve));
      fail();
    },
  };
}
