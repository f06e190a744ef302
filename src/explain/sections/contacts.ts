import type { Connection } from '../../correlate/activity.js';
import { listOf, numberOf, objectOf, textOf } from '../../correlate/json.js';
import type { Item } from '../document.js';
import { endpointText } from '../names.js';
import { first, type Limits, more, type Told } from '../parts.js';
import { bytesText } from '../sizes.js';

/** Connections as items, those that read the same once: with whom, by what, and whether builds of this host had to do with it before. */
export type Contacts = (made: readonly Connection[], leftOut: number) => Item[];

export function contactsOf(subject: Told, limits: Limits): Contacts {
  const known = knownOf(subject);
  return (made, leftOut) => {
    const alike = new Map<string, Connection[]>();
    for (const connection of made) {
      const text = `${contactText(connection)}${familiarity(known(connection))}`;
      const same = alike.get(text);
      if (same) same.push(connection);
      else alike.set(text, [connection]);
    }
    const { kept } = first([...alike], limits.connections);
    const items: Item[] = kept.map(([text, all]) => ({
      mark: '→',
      text: `${text}${all.length > 1 ? `, ${all.length} times` : ''}${volume(all)}`,
      tone: 'Medium',
    }));
    const left = made.length + leftOut - kept.reduce((sum, [, all]) => sum + all.length, 0);
    if (left > 0) items.push({ mark: '…', text: more(left, 'connection'), tone: 'dim' });
    return items;
  };
}

function contactText(connection: Connection): string {
  const { FileName, ActionType } = connection;
  const name = nameText(connection);
  const by = FileName ? ` by ${FileName}` : '';
  const failed = ActionType === 'ConnectionFailed' ? ', failed' : '';
  return `${endpointText(connection)}${name}${by}${failed}`;
}

/** A client may claim to speak to anybody. */
function nameText({ RemoteUrl, IsNameClaimed, OtherNames }: Connection): string {
  if (RemoteUrl) return IsNameClaimed ? ` (${RemoteUrl}, by its own word)` : ` (${RemoteUrl})`;
  return OtherNames.length > 0 ? ` (one of ${OtherNames.join(', ')})` : '';
}

/** How much was received and sent, as far as it is known. */
function volume(all: readonly Connection[]): string {
  const total = (counts: (number | null)[]): number | null => {
    const known = counts.filter((count) => count !== null);
    return known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0);
  };
  const received = total(all.map(({ BytesReceived }) => BytesReceived));
  const sent = total(all.map(({ BytesSent }) => BytesSent));
  return [
    received === null ? '' : `, received ${bytesText(received)}`,
    sent === null ? '' : `, sent ${bytesText(sent)}`,
  ].join('');
}

function familiarity(before: boolean | undefined): string {
  if (before === undefined) return '';
  return before ? ', known from builds here' : ', never seen in a build here';
}

/** Whether builds of this host had to do with an address or name before; undefined while there is too little history. */
function knownOf({ build }: Told): (connection: Connection) => boolean | undefined {
  const baseline = objectOf(build.Baseline ?? null);
  if (baseline['IsEnough'] !== true) return () => undefined;
  const before = new Map<string, boolean>();
  for (const item of listOf(baseline['Values'])) {
    const { Kind, Value, FirstSeen } = objectOf(item);
    before.set(`${textOf(Kind)} ${textOf(Value)}`, numberOf(FirstSeen) !== null);
  }
  return ({ RemoteIP, RemoteUrl }) =>
    before.get(`name ${RemoteUrl}`) ?? before.get(`address ${RemoteIP}`);
}
