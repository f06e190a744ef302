/** Writes a piece; resolves when more may come. */
export type Write = (text: string) => Promise<void>;

export const writeOut: Write = (text) =>
  new Promise((resolve) => {
    if (process.stdout.write(text)) resolve();
    else process.stdout.once('drain', resolve);
  });
