import { brief, type EvidenceRule } from '../case.js';
import type { RunContainer } from '../details.js';

/** Shared with many an ordinary container: no way out on its own. */
const minor = new Set(["the host's network", "the host's shared memory", 'capability NET_ADMIN']);
const capabilities = new Set([
  'ALL',
  'SYS_ADMIN',
  'SYS_PTRACE',
  'SYS_MODULE',
  'DAC_READ_SEARCH',
  'NET_ADMIN',
]);
/** Host paths whose content is the host: its root, its configuration, its daemons' sockets. */
const hostPaths =
  /^(?:\/|\/etc|\/root|\/home|\/boot|\/dev|\/proc|\/sys|\/var|\/usr|\/lib|\/var\/run|\/run|\/var\/lib\/docker|\/var\/spool\/cron)(?:\/[^:]*)?:/;
const harmless = /^\/(?:home|var|usr)\/[^:]+:|^\/etc\/(?:localtime|timezone|hosts|resolv\.conf):/;

/** Ways out of the container that was started, in the words of the engine. */
export const dangerousContainer: EvidenceRule = {
  id: 'dangerous-container',
  techniques: ['T1610', 'T1611'],
  find({ details }) {
    const found = details.Containers.flatMap((container) => {
      const powers = powersOf(container);
      return powers.length > 0 ? [{ container, powers }] : [];
    });
    const first = found.find(({ powers }) => powers.some((power) => !minor.has(power))) ?? found[0];
    if (!first) return undefined;
    const wayOut = found.some(({ powers }) => powers.some((power) => !minor.has(power)));
    return {
      weight: wayOut ? 3 : 1,
      explanation: `Container ${brief(nameOf(first.container), 60)} can reach the host: ${brief(first.powers.join(', '), 200)}.`,
      rows: found.slice(0, 10).map(({ container, powers }) => ({
        Table: container.ContainerId ? 'ContainerEvents' : 'DeviceProcessEvents',
        Time: container.StartTime,
        Text: `${nameOf(container)} ${powers.join(', ')}`,
      })),
    };
  },
};

const nameOf = ({ Name, ContainerId, ImageReference }: RunContainer): string =>
  Name || ContainerId.slice(0, 12) || `of ${ImageReference}`;

export function powersOf(container: RunContainer): string[] {
  const powers: string[] = [];
  if (container.IsPrivileged) powers.push('privileged');
  for (const mount of container.HostMounts) {
    if (/docker\.sock|containerd\.sock|podman\.sock/.test(mount))
      powers.push(`engine socket ${mount}`);
    else if (hostPaths.test(mount) && !harmless.test(mount)) powers.push(`host directory ${mount}`);
  }
  if (container.PidMode === 'host') powers.push("the host's processes");
  if (container.IpcMode === 'host') powers.push("the host's shared memory");
  if (container.NetworkMode === 'host') powers.push("the host's network");
  for (const capability of container.AddedCapabilities) {
    const name = capability.toUpperCase().replace(/^CAP_/, '');
    if (capabilities.has(name)) powers.push(`capability ${name}`);
  }
  return powers;
}
