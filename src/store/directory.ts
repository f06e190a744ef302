import { mkdir, readdir, readFile, realpath, rename, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isAbsent, isThere, storeError, syncDirectory, writeDurably } from './files.js';
import { StoreError } from './store.js';

/** Number of the layout that this program reads and writes. A change that others would misread raises it. */
const format = 1;

/** Makes the data directory if it is absent, checks that it is one, and gives its real path. */
export async function prepareForWriting(directory: string): Promise<string> {
  try {
    await makeDirectory(resolve(directory));
    const data = await realpath(directory);
    if (!(await stat(data)).isDirectory()) throw notDirectory(directory);
    if (!(await checkFormat(data))) await begin(data);
    for (const part of ['journal', 'segments']) await makeDirectory(join(data, part));
    return data;
  } catch (error) {
    throw storeError(error, directory);
  }
}

/** Node's own recursive mkdir tells of a read-only file system as of an absent directory. */
async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (isThere(error)) return;
    if (!isAbsent(error)) throw error;
    await makeDirectory(dirname(path));
    await mkdir(path, { mode: 0o700 });
  }
}

export async function prepareForReading(directory: string): Promise<string> {
  try {
    const data = await realpath(directory);
    if (!(await stat(data)).isDirectory()) throw notDirectory(directory);
    if (await checkFormat(data)) return data;
  } catch (error) {
    if (!isAbsent(error)) throw storeError(error, directory);
  }
  throw new StoreError(
    `${directory} holds no Keelwatch data: start \`keelwatch watch\`, or name its data directory`,
  );
}

/**
 * A check that rejects when the path no longer leads to the directory that it leads to now: it was moved, removed or
 * mounted over. Open files would go on to be written where nobody looks for them.
 */
export async function pinned(data: string): Promise<() => Promise<void>> {
  const { dev, ino } = await stat(data);
  return async () => {
    const now = await stat(data).catch((error: unknown) => {
      throw storeError(error, data);
    });
    if (now.dev === dev && now.ino === ino) return;
    throw new StoreError(
      `${data} is another directory than before: put the one of before back, or start again`,
    );
  };
}

const notDirectory = (directory: string): StoreError =>
  new StoreError(`${directory} is not a directory: give another data directory`);

async function begin(data: string): Promise<void> {
  const foreign = (await readdir(data)).filter((name) => !name.startsWith('format.json'));
  if (foreign.length > 0)
    throw new StoreError(
      `${data} is not empty and holds no Keelwatch data: give an empty or new directory`,
    );
  const draft = join(data, 'format.json.tmp');
  await writeDurably(draft, `${JSON.stringify({ format })}\n`);
  await rename(draft, join(data, 'format.json'));
  await syncDirectory(data);
}

/** Whether the directory says that it is ours, in a format that we know. */
async function checkFormat(data: string): Promise<boolean> {
  const path = join(data, 'format.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return false;
    throw storeError(error, path);
  }
  const found = formatOf(text);
  if (found === undefined)
    throw new StoreError(`${path} is damaged: it should read {"format":${format}}`);
  if (found > format)
    throw new StoreError(
      `${data} was written by a newer Keelwatch (format ${found}, this one knows ${format}): update, or give another data directory`,
    );
  return true;
}

function formatOf(text: string): number | undefined {
  try {
    const found: unknown = JSON.parse(text)?.format;
    return typeof found === 'number' && found >= 1 ? found : undefined;
  } catch {
    return undefined;
  }
}
