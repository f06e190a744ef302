/** The smallest input found that still fails: pieces are taken out, by halves, quarters and so on, while it does. */
export async function shrink(
  input: Buffer,
  fails: (input: Buffer) => Promise<boolean>,
  until: number,
): Promise<Buffer> {
  let least = input;
  for (
    let size = Math.ceil(least.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  )
    for (let at = 0; at < least.length && performance.now() < until; ) {
      const without = Buffer.concat([least.subarray(0, at), least.subarray(at + size)]);
      if (await fails(without)) least = without;
      else at += size;
    }
  return least;
}
