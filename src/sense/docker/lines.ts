/**
 * Splits a stream of bytes into lines. A line longer than `limit` bytes is dropped whole, without being kept in memory,
 * and told of through `tooLong`.
 */
export function lineSplitter(
  limit: number,
  line: (text: string) => void,
  tooLong: () => void,
): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let held = 0;
  let dropping = false;
  const take = (piece: Buffer): void => {
    if (dropping) return;
    held += piece.length;
    if (held <= limit) {
      parts.push(piece);
      return;
    }
    dropping = true;
    parts = [];
  };
  const end = (): void => {
    if (dropping) tooLong();
    else if (held > 0) line(Buffer.concat(parts, held).toString('utf8'));
    parts = [];
    held = 0;
    dropping = false;
  };
  return (chunk) => {
    let start = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, start)) {
      take(chunk.subarray(start, at));
      end();
      start = at + 1;
    }
    if (start < chunk.length) take(chunk.subarray(start));
  };
}
