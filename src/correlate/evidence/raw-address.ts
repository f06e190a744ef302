import { type Connection, sortsAddresses } from '../activity.js';
import { behaviourOf, foundBy, rowOf, whereOf } from '../behaviour.js';
import {
  type Case,
  type CaseStep,
  connectionRow,
  contacts,
  type EvidenceRule,
  endpoint,
  type Finding,
} from '../case.js';

/** Ports on which builds fetch things: FTP, SSH, HTTP, NTP, HTTPS, DNS over TLS, rsync, git, key servers. */
const ordinary = new Set([21, 22, 80, 123, 443, 853, 873, 9418, 11371]);

/** Published software has a name and an ordinary port; a server set up for an afternoon often has neither. */
export const rawAddress: EvidenceRule = {
  id: 'raw-address',
  techniques: ['T1105'],
  find(subject) {
    const found = subject.steps.flatMap((step) =>
      places(step).flatMap((connection) => {
        const why = oddity(subject, step, connection);
        return why ? [{ step, connection, why }] : [];
      }),
    );
    const [first] = found;
    if (!first) return unseen(subject);
    return {
      weight: 2,
      explanation: `Step ${first.step.index + 1} contacted ${endpoint(first.connection)}: ${first.why}.`,
      rows: found.slice(0, 10).map(({ connection }) => connectionRow(connection)),
      techniques: found.some(({ connection }) => hasOddPort(connection)) ? ['T1571'] : [],
    };
  },
};

/** Where connections were not recorded, the text alone tells. */
function unseen(subject: Case): Finding | undefined {
  if (subject.details.Recorded.includes('DeviceNetworkEvents')) return undefined;
  const found = foundBy(subject, 'raw-address').filter(({ severity }) => severity === 'High');
  const [first] = found;
  if (!first) return undefined;
  return {
    weight: 2,
    explanation: `${whereOf(first)}: ${first.message} Whether it was reached is not known.`,
    rows: found.slice(0, 10).map((each) => rowOf(subject, each)),
  };
}

/** One connection to each place: a build may make thousands to the same. */
function places(step: CaseStep): Connection[] {
  const first = new Map<string, Connection>();
  for (const connection of contacts(step)) {
    const place = `${connection.RemoteIP} ${connection.RemotePort}`;
    if (!first.has(place)) first.set(place, connection);
  }
  return [...first.values()];
}

function oddity(subject: Case, step: CaseStep, connection: Connection): string | undefined {
  const { build } = subject;
  const { RemoteIP } = connection;
  if (behaviourOf(subject).addresses.includes(RemoteIP)) return 'an address given without a name';
  const texts = [step.command, build.Dockerfile ?? '', ...step.processes.map((p) => p.CommandLine)];
  if (texts.some((text) => namesAddress(text, RemoteIP))) return 'an address given without a name';
  if (hasOddPort(connection)) return 'a port on which software is hardly published';
  return undefined;
}

const hasOddPort = (connection: Connection): boolean =>
  connection.RemotePort !== null &&
  !ordinary.has(connection.RemotePort) &&
  !sortsAddresses(connection);

function namesAddress(text: string, address: string): boolean {
  for (let at = text.indexOf(address); at >= 0; at = text.indexOf(address, at + 1)) {
    const before = text[at - 1] ?? '';
    const after = text[at + address.length] ?? '';
    if (!/[\d.a-f:]/i.test(before === ':' ? '' : before) && !/[\d]/.test(after)) return true;
  }
  return false;
}
