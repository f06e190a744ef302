import type { Action } from '../action.js';
import type { Situation } from '../situation.js';

/** The address at which clouds hand credentials to their machines, and ECS to its tasks. */
const metadata = new Set(['169.254.169.254', '169.254.170.2', 'fd00:ec2::254']);

export const changeSecrets: Action = {
  id: 'change-secrets',
  phase: 'prevent',
  plan(situation) {
    const reasons = reasonsOf(situation);
    if (reasons.length === 0) return undefined;
    return {
      title: 'Change the credentials within reach',
      why: `${reasons.join(' ')} Registry logins under ~/.docker/config.json, keys of the host and of its cloud role, and secrets in the environment of other containers count as known.`,
      commands: [],
    };
  },
};

function reasonsOf({ build, details }: Situation): string[] {
  const reasons: string[] = [];
  const addresses = Array.isArray(build.RemoteAddresses) ? build.RemoteAddresses : [];
  const asked = addresses.some((each) => {
    const ip = (each as { RemoteIP?: unknown } | null)?.RemoteIP;
    return typeof ip === 'string' && metadata.has(ip);
  });
  if (asked) reasons.push("A step spoke to the cloud's metadata service.");
  const isPowerful = details.Containers.some(
    ({ IsPrivileged, HostMounts, PidMode }) =>
      IsPrivileged || PidMode === 'host' || HostMounts.length > 0,
  );
  if (isPowerful) reasons.push('A container of the image could read from the host.');
  return reasons;
}
