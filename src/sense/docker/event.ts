import type { Json } from '../../model/row.js';
import { fields, filled, isFields, text, textMap } from './fields.js';

/** One image or container event of the engine, in either of its shapes. */
export interface EngineEvent {
  type: 'image' | 'container';
  /** `tag`, `exec_create`, …: without what follows a colon. */
  action: string;
  /** What follows the colon, such as an exec's command. */
  argument?: string;
  /** A container's id, an image's id, or the reference that the engine names an image by. */
  id: string;
  attributes: Record<string, string>;
  /** Nanoseconds since the epoch. */
  time: bigint;
  key: string;
}

/**
 * Reads a line of `GET /events`. Only `Type`, `Action` and `Actor` are read: `status`, `id` and `from` repeat them and are
 * gone since API 1.52. A line that is no usable event is answered with the reason; an event of another type with null.
 */
export function parseEvent(line: string): EngineEvent | { rejected: string } | null {
  let json: Json;
  try {
    json = JSON.parse(line) as Json;
  } catch {
    return { rejected: 'a line is not JSON' };
  }
  if (!isFields(json)) return { rejected: 'a line is not a JSON object' };
  const type = json.Type;
  if (typeof type !== 'string') return { rejected: 'an event has no type' };
  if (type !== 'image' && type !== 'container') return null;
  const actor = fields(json.Actor);
  const [, action, argument] =
    /^([a-z][a-z_-]{0,39})(?:: ?([\s\S]*))?$/.exec(text(json.Action) ?? '') ?? [];
  if (action === undefined) return { rejected: 'an event has no usable action' };
  const id = filled(actor.ID);
  if (id === undefined) return { rejected: 'an event names no object' };
  if (id.length > 1024) return { rejected: "an event's object has too long a name" };
  if (type === 'container' && !/^[0-9a-f]{64}$/.test(id))
    return { rejected: 'a container event names no container id' };
  const time = nanoseconds(line, json.time);
  if (time === undefined) return { rejected: 'an event has no time' };
  const attributes = textMap(actor.Attributes);
  return {
    type,
    action,
    ...(argument === undefined ? {} : { argument }),
    id,
    attributes,
    time,
    key: `${type} ${action} ${id} ${attributes.name ?? ''} ${argument ?? ''}`,
  };
}

/**
 * `timeNano` does not fit a double, so it is taken from the line. Within a JSON string its closing quote would be
 * escaped, and an attribute of that name would be a string: neither can stand in for it. More than ten digits of seconds
 * are no time of this engine's.
 */
function nanoseconds(line: string, seconds: Json | undefined): bigint | undefined {
  const digits = /"timeNano":\s*(\d{1,19})\s*[,}]/.exec(line)?.[1];
  if (digits !== undefined) return BigInt(digits);
  return typeof seconds === 'number' && Number.isInteger(seconds) && seconds > 0 && seconds < 1e10
    ? BigInt(seconds) * 1_000_000_000n
    : undefined;
}
