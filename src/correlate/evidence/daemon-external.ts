import { isEngine } from '../../normalise/engine-name.js';
import type { Connection } from '../activity.js';
import { isExternal, isHostOf } from '../address.js';
import { valuesOf } from '../baseline-values.js';
import { brief, type Case, connectionRow, type EvidenceRule, endpoint } from '../case.js';
import { registryOf } from '../reference.js';

/**
 * The published rule's third arm, held against whole host names and without its list of ports. Where the name of the
 * other end is unknown it may be a registry: that is said. A base image that the Dockerfile names has to come from
 * somewhere: to fetch it from the registry that stands in its name is less than to go where nothing says.
 */
export const daemonExternal: EvidenceRule = {
  id: 'daemon-external',
  techniques: [],
  find(subject) {
    const { details, settings } = subject;
    const outside = details.DaemonConnections.filter(
      ({ RemoteIP, RemotePort, RemoteUrl }) =>
        isExternal(RemoteIP) && RemotePort !== 53 && !isHostOf(RemoteUrl, settings.registries),
    );
    const bases = registriesOf(subject);
    const strange = outside.find(
      ({ RemoteIP, RemoteUrl }) => !bases.has(RemoteIP) && !bases.has(RemoteUrl.toLowerCase()),
    );
    const first = strange ?? outside[0];
    if (!first) return undefined;
    const doubt = first.RemoteUrl === '' ? ' It may be a registry: its name was not seen.' : '';
    return {
      weight: strange ? 2 : 1,
      explanation: `${whoOf(first)} connected to ${endpoint(first)} during the build.${strange ? doubt : ' Its base image names that registry.'}`,
      rows: outside.slice(0, 10).map(connectionRow),
    };
  },
};

/** A builder may need no daemon, and a client may fetch the context. */
function whoOf({ FileName }: Connection): string {
  return FileName === '' || isEngine(FileName) ? 'The daemon itself' : brief(FileName, 60);
}

/** Hosts of the registries in the names of its base images, without their ports. */
function registriesOf({ build }: Case): Set<string> {
  const bases = valuesOf(build).filter(({ Kind }) => Kind === 'base');
  return new Set(bases.map(({ Value }) => registryOf(Value).replace(/:\d+$/, '').toLowerCase()));
}
