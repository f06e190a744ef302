/**
 * Protobuf's wire format, as much of it as a reader of a few messages needs. A field that is missing reads as empty or
 * zero, as in proto3; of a scalar that stands twice the last counts.
 */
export interface Message {
  text(field: number): string;
  bytes(field: number): Buffer;
  /** 0 for what no double holds exactly. */
  whole(field: number): number;
  messages(field: number): Message[];
  /** Undefined when the field is not there. */
  message(field: number): Message | undefined;
  /** `map<string, string>` */
  map(field: number): Map<string, string>;
}

/** Fields of one message: beyond it nothing is read, however small they are. */
const maxFields = 200_000;

const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 };

/** Throws a RangeError for bytes that are no message. */
export function readMessage(bytes: Buffer): Message {
  const fields = new Map<number, (number | Buffer)[]>();
  let at = 0;

  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = bytes.readUInt8(at++);
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a number is too long');
  };

  const take = (length: number): Buffer => {
    if (length > bytes.length - at) throw new RangeError('a field is longer than its message');
    at += length;
    return bytes.subarray(at - length, at);
  };

  const value = (type: number): number | Buffer => {
    switch (type) {
      case wire.varint:
        return varint();
      case wire.bytes:
        return take(varint());
      case wire.fixed64:
        return take(8);
      case wire.fixed32:
        return take(4);
      default:
        throw new RangeError(`there is no wire type ${type}`);
    }
  };

  for (let count = 0; at < bytes.length; count += 1) {
    if (count >= maxFields) throw new RangeError('a message has too many fields');
    const tag = varint();
    const known = fields.get(Math.floor(tag / 8)) ?? [];
    fields.set(Math.floor(tag / 8), known);
    known.push(value(tag % 8));
  }

  const buffers = (field: number): Buffer[] =>
    (fields.get(field) ?? []).filter((item): item is Buffer => typeof item !== 'number');
  const last = (field: number): Buffer => buffers(field).at(-1) ?? Buffer.alloc(0);
  const messages = (field: number): Message[] => buffers(field).map(readMessage);

  return {
    text: (field) => last(field).toString('utf8'),
    bytes: last,
    whole(field) {
      const found = fields.get(field)?.at(-1);
      return typeof found === 'number' && Number.isSafeInteger(found) ? found : 0;
    },
    messages,
    message: (field) => messages(field).at(-1),
    map: (field) => new Map(messages(field).map((entry) => [entry.text(1), entry.text(2)])),
  };
}

/** A field of text, encoded. */
export function textField(field: number, value: string): Buffer {
  const text = Buffer.from(value, 'utf8');
  return Buffer.concat([encoded(field * 8 + wire.bytes), encoded(text.length), text]);
}

function encoded(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 0x80; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  return Buffer.from([...bytes, left]);
}
