import { createWriteStream } from 'node:fs';
import { UsageError } from './failure.js';
import type { RawRecord, RecordingHeader } from './raw-record.js';

export interface Recording {
  write(line: RecordingHeader | RawRecord): void;
  end(): Promise<void>;
}

/** A file of JSON Lines. Throws a UsageError when it cannot be made; when it cannot be gone on with, says so and ends. */
export async function openRecording(
  path: string,
  say: (message: string) => void,
): Promise<Recording> {
  const file = createWriteStream(path);
  let isOpen = true;
  await new Promise<void>((resolve, reject) => {
    file.once('open', () => resolve());
    file.once('error', ({ message }) => reject(new UsageError(`--record ${path}: ${message}`)));
  });
  file.on('error', ({ message }) => {
    isOpen = false;
    say(`The recording ${path} ends here, all else goes on: ${message}`);
  });
  return {
    write(line) {
      if (isOpen) file.write(`${JSON.stringify(line)}\n`);
    },
    end: () => new Promise((resolve) => (isOpen ? file.end(resolve) : resolve())),
  };
}
