/** An address of 4 or 16 bytes in its usual form (RFC 5952), IPv4-mapped ones as IPv4. */
export function addressText(raw: Buffer): string {
  if (raw.length === 4) return raw.join('.');
  if (raw.readBigUInt64BE(0) === 0n && raw.readUInt32BE(8) === 0xffff) {
    return raw.subarray(12).join('.');
  }
  const groups = Array.from({ length: 8 }, (_, index) => raw.readUInt16BE(index * 2).toString(16));
  return compress(groups);
}

/** The first longest run of two or more zero groups becomes "::". */
function compress(groups: string[]): string {
  let best = { start: 0, length: 1 };
  let start = 0;
  for (let index = 0; index <= groups.length; index += 1) {
    if (groups[index] === '0') continue;
    if (index - start > best.length) best = { start, length: index - start };
    start = index + 1;
  }
  if (best.length < 2) return groups.join(':');
  const after = best.start + best.length;
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(after).join(':')}`;
}
