import type { Device } from '../../model/batch.js';
import type { Micros } from '../../model/row.js';
import { type DockerdMessage, dockerdMessage, dockerdRow } from './dockerd-message.js';
import {
  type Found,
  type ImportContext,
  type Importer,
  otherLines,
  shareOfLines,
  stateless,
} from './importer.js';
import { instantOf } from './instant.js';
import { deviceOf } from './rows.js';

/** dockerd's log as text or JSON: a file of its own, or as a syslog daemon and `journalctl` write it. */
export const dockerd = {
  id: 'dockerd',
  title: "dockerd's log, also in syslog",
  reads: 'lines' as const,
  recognises: shareOfLines(isDockerd),
  fits: isDockerd,
  open: ({ device }: ImportContext) =>
    stateless<'lines'>((line) => {
      if (!isDockerd(line)) return [{ skipped: otherLines }];
      const { name, text } = partsOf(line);
      return dockerdFound(dockerdMessage(text), deviceOf({ name }, device));
    }),
} satisfies Importer;

/** After what a syslog daemon put in front: a time, the host unless that was left out, the program and its number. */
const shape =
  /^(?:.{0,100}?\s)??(?:([^\s:[\]]{1,255}) )?(?:[\w.-]+\.)?dockerd(?:-current)?\[\d{1,10}\]: (?=time=|\{)/;
const begins = /^(?:time="?\d{4}-\d\d-\d\dT[^"\s]{8,40}"? level="?[a-z]+"? msg=|\{"level":")/;

function partsOf(line: string): { name: string | undefined; text: string } {
  const match = shape.exec(line.slice(0, 600));
  return { name: match?.[1], text: match ? line.slice(match[0].length) : line };
}

export function isDockerd(line: string): boolean {
  return /time=|"level":/.test(line.slice(0, 600)) && begins.test(partsOf(line).text);
}

/** Rows of a message, or what it is not. */
export function dockerdFound(
  message: DockerdMessage,
  device: Partial<Device>,
  logged?: Micros,
): Found[] {
  const time = instantOf(message.get('time')) ?? logged;
  if (time === undefined) return [{ rejected: 'it has no time' }];
  const row = dockerdRow(message, time, device);
  return [row ?? { skipped: 'dockerd messages that tell of no request or container' }];
}
