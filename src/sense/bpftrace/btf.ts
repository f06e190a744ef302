/**
 * Reads the kernel's own type information (BTF), for the byte offsets of structure members on this very kernel. bpftrace
 * reads it too, but its older versions stumble over newer kernels' type tags, anonymous unions and flexible arrays.
 * Format: Documentation/bpf/btf.rst of the Linux sources.
 */
export interface Btf {
  /** Byte offset of a member, also one inside anonymous structs and unions; null when there is none. Bit fields have none. */
  offset(struct: string, member: string): number | null;
  /** Value of a name in an enum; null when there is none. */
  enumValue(enumName: string, name: string): number | null;
}

const kind = {
  int: 1,
  array: 3,
  struct: 4,
  union: 5,
  enum: 6,
  functionPrototype: 13,
  variable: 14,
  dataSection: 15,
  declarationTag: 17,
  enum64: 19,
} as const;

/** Bytes of one element after the 12-byte header of a type, and bytes that stand there whatever the count. */
const trailing: Record<number, { each?: number; once?: number }> = {
  [kind.int]: { once: 4 },
  [kind.array]: { once: 12 },
  [kind.struct]: { each: 12 },
  [kind.union]: { each: 12 },
  [kind.enum]: { each: 8 },
  [kind.functionPrototype]: { each: 8 },
  [kind.variable]: { once: 4 },
  [kind.dataSection]: { each: 12 },
  [kind.declarationTag]: { once: 4 },
  [kind.enum64]: { each: 12 },
};

/** Throws when the bytes are not little-endian BTF. */
export function parseBtf(bytes: Buffer): Btf {
  if (bytes.length < 24 || bytes.readUInt16LE(0) !== 0xeb9f) {
    throw new Error(`not little-endian BTF: begins with ${bytes.subarray(0, 4).toString('hex')}`);
  }
  const header = bytes.readUInt32LE(4);
  const types = header + bytes.readUInt32LE(8);
  const typesEnd = types + bytes.readUInt32LE(12);
  const strings = header + bytes.readUInt32LE(16);

  const name = (offset: number): string => {
    const start = strings + offset;
    return bytes.toString('latin1', start, bytes.indexOf(0, start));
  };

  const at: number[] = [0];
  const byName = new Map<string, number>();
  for (let position = types; position < typesEnd; ) {
    const info = bytes.readUInt32LE(position + 4);
    const thisKind = (info >>> 24) & 0x1f;
    const count = info & 0xffff;
    const isNamed = thisKind >= kind.struct && thisKind <= kind.enum;
    if (isNamed && count > 0) {
      const typeName = name(bytes.readUInt32LE(position));
      if (typeName !== '' && !byName.has(typeName)) byName.set(typeName, position);
    }
    at.push(position);
    const more = trailing[thisKind];
    position += 12 + (more?.once ?? 0) + (more?.each ?? 0) * count;
  }

  const memberOffset = (position: number, member: string): number | null => {
    const info = bytes.readUInt32LE(position + 4);
    const thisKind = (info >>> 24) & 0x1f;
    if (thisKind !== kind.struct && thisKind !== kind.union) return null;
    const hasBitFields = info >>> 31 === 1;
    for (let index = 0; index < (info & 0xffff); index += 1) {
      const entry = position + 12 + index * 12;
      const memberName = name(bytes.readUInt32LE(entry));
      const packed = bytes.readUInt32LE(entry + 8);
      const bits = hasBitFields ? packed & 0xffffff : packed;
      if (memberName === member) {
        return (hasBitFields && packed >>> 24 !== 0) || bits % 8 !== 0 ? null : bits / 8;
      }
      if (memberName !== '') continue;
      const nested = at[bytes.readUInt32LE(entry + 4)];
      const inside = nested === undefined ? null : memberOffset(nested, member);
      if (inside !== null) return bits / 8 + inside;
    }
    return null;
  };

  return {
    offset(struct, member) {
      const position = byName.get(struct);
      return position === undefined ? null : memberOffset(position, member);
    },
    enumValue(enumName, wanted) {
      const position = byName.get(enumName);
      if (position === undefined) return null;
      const count = bytes.readUInt32LE(position + 4) & 0xffff;
      for (let index = 0; index < count; index += 1) {
        const entry = position + 12 + index * 8;
        if (name(bytes.readUInt32LE(entry)) === wanted) return bytes.readInt32LE(entry + 4);
      }
      return null;
    },
  };
}
