import type { RunContainer } from '../../correlate/details.js';
import { powersOf } from '../../correlate/evidence/dangerous-container.js';
import { basisOfToldRun } from '../../correlate/told-run.js';
import type { Item, Section } from '../document.js';
import { dateTime } from '../moments.js';
import { shortImage } from '../names.js';
import { first, type Limits, more, type Told } from '../parts.js';

/** Containers of the image or its descendants: when, by whom, with which powers. */
export function whatRan({ details }: Told, limits: Limits): Section {
  const title = 'What ran';
  const { Containers } = details;
  if (Containers.length === 0) {
    const watched = details.Recorded.length === 0 || details.Recorded.includes('ContainerEvents');
    const note = watched
      ? 'no container from it was seen'
      : 'unknown: no events of containers were recorded';
    return { title, note, blocks: [] };
  }
  const { kept, left } = first(byPower(Containers), limits.containers);
  const items = kept.map((container) => containerItem(container, limits));
  if (left > 0) items.push({ mark: '…', text: more(left, 'container'), tone: 'dim' });
  return { title, blocks: [{ kind: 'items', items }] };
}

/** Those that can reach the host first. */
function byPower(containers: RunContainer[]): RunContainer[] {
  return [...containers].sort(
    (a, b) => powersOf(b).length - powersOf(a).length || a.StartTime - b.StartTime,
  );
}

function containerItem(container: RunContainer, limits: Limits): Item {
  const id = shortImage(container.ContainerId);
  const name = container.Name || id || 'a container';
  const at = container.StartTime > 0 ? ` at ${dateTime(container.StartTime)}` : '';
  const command = container.Command ? `: ${container.Command}` : '';
  const powers = powersOf(container);
  const items: Item[] = [{ mark: 'by', text: starter(container), tone: 'dim' }];
  if (powers.length > 0) items.push({ mark: 'with', text: powers.join(', '), tone: 'bad' });
  else if (container.IsPrivileged === null)
    items.push({ mark: '?', text: 'its privileges are unknown', tone: 'dim' });
  else if (!limits.isBrief)
    items.push({ mark: 'with', text: 'nothing in its settings that opens the host', tone: 'dim' });
  if (container.Basis === basisOfToldRun) {
    const what = container.ContainerId ? 'command line and request' : 'command line';
    items.push({ mark: '?', text: `nothing but its client’s ${what} tells of it`, tone: 'dim' });
  }
  if (!limits.isBrief) items.push(...settings(container));
  return {
    mark: '•',
    text: `${name}${id && ` (${id})`}${at} from ${container.Basis || 'its image'}${command}`,
    tone: 'strong',
    items,
  };
}

function starter({ StartedBy, StartedByAccountName }: RunContainer): string {
  if (!StartedBy && !StartedByAccountName) return 'unknown: nobody was seen who started it';
  return StartedByAccountName ? `${StartedByAccountName}: ${StartedBy}` : StartedBy;
}

function settings(container: RunContainer): Item[] {
  const { HostMounts, NetworkMode, PidMode, IpcMode, AddedCapabilities, RestartPolicy } = container;
  const all: [string, string][] = [
    ['id', container.ContainerId],
    ['image', [container.ImageReference, container.ImageId].filter(Boolean).join(' ')],
    ['mounts', HostMounts.join(', ')],
    ['network', NetworkMode],
    ['processes', PidMode],
    ['memory', IpcMode],
    ['capabilities', AddedCapabilities.join(', ')],
    ['restart', RestartPolicy],
  ];
  return all
    .filter(([, value]) => value !== '')
    .map(([mark, text]) => ({ mark, text, tone: 'dim' as const }));
}
