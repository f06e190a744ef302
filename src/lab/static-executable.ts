import { readFileSync } from 'node:fs';

/** Whether it runs without the libraries of this machine: a 64-bit little-endian ELF file that names no interpreter. */
export function isStatic(path: string): boolean {
  const file = readFileSync(path);
  if (file.length < 64 || file.readUInt32BE(0) !== 0x7f454c46 || file[4] !== 2 || file[5] !== 1) {
    return false;
  }
  const headers = Number(file.readBigUInt64LE(32));
  const size = file.readUInt16LE(54);
  const count = file.readUInt16LE(56);
  const interpreter = 3;
  for (let index = 0; index < count; index++) {
    if (file.readUInt32LE(headers + index * size) === interpreter) return false;
  }
  return true;
}
