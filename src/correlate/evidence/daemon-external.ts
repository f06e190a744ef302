import { sortsAddresses } from '../activity.js';
import { isExternal, isHostOf } from '../address.js';
import { connectionRow, type EvidenceRule, endpoint } from '../case.js';

/**
 * The published rule's third arm, held against whole host names and without its list of ports. Where the name of the
 * other end is unknown it may be a registry: that is said.
 */
export const daemonExternal: EvidenceRule = {
  id: 'daemon-external',
  techniques: [],
  find({ details, settings }) {
    const outside = details.DaemonConnections.filter(
      (connection) =>
        isExternal(connection.RemoteIP) &&
        connection.RemotePort !== 53 &&
        !sortsAddresses(connection) &&
        !isHostOf(connection.RemoteUrl, settings.registries),
    );
    const [first] = outside;
    if (!first) return undefined;
    const doubt = first.RemoteUrl === '' ? ' It may be a registry: its name was not seen.' : '';
    return {
      weight: 2,
      explanation: `The daemon itself connected to ${endpoint(first)} during the build.${doubt}`,
      rows: outside.slice(0, 10).map(connectionRow),
    };
  },
};
