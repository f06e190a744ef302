import type { EvidenceRule } from '../case.js';
import { containerStarted } from './container-started.js';
import { daemonExternal } from './daemon-external.js';
import { dangerousContainer } from './dangerous-container.js';
import { dataInNames } from './data-in-names.js';
import { dataSent } from './data-sent.js';
import { decodedIntoShell } from './decoded-into-shell.js';
import { discovery } from './discovery.js';
import { dockerfileInTemp } from './dockerfile-in-temp.js';
import { dockerfileSwapped } from './dockerfile-swapped.js';
import { downloadExecuted } from './download-executed.js';
import { execBeforeCommit } from './exec-before-commit.js';
import { hostNetwork } from './host-network.js';
import { lookalikeName } from './lookalike-name.js';
import { manyImages } from './many-images.js';
import { miner } from './miner.js';
import { neverSeen } from './never-seen.js';
import { noCache } from './no-cache.js';
import { onbuildTrap } from './onbuild-trap.js';
import { ownEngine } from './own-engine.js';
import { persistence } from './persistence.js';
import { rawAddress } from './raw-address.js';
import { reachesHost } from './reaches-host.js';
import { remoteAccess } from './remote-access.js';
import { remoteDockerfile } from './remote-dockerfile.js';
import { remoteRequester } from './remote-requester.js';
import { requesterInContainer } from './requester-in-container.js';
import { serviceAccount } from './service-account.js';
import { shellParent } from './shell-parent.js';
import { stepExternal } from './step-external.js';
import { tempPath } from './temp-path.js';
import { tlsUnchecked } from './tls-unchecked.js';
import { tracesRemoved } from './traces-removed.js';
import { unlistedRegistry } from './unlisted-registry.js';
import { unusualClient } from './unusual-client.js';

/** In the order in which a reader asks: how it was asked for, what it did, what ran of it. */
export const evidenceRules: EvidenceRule[] = [
  tempPath,
  dockerfileInTemp,
  dockerfileSwapped,
  noCache,
  remoteDockerfile,
  shellParent,
  unusualClient,
  serviceAccount,
  remoteRequester,
  requesterInContainer,
  ownEngine,
  discovery,
  manyImages,
  neverSeen,
  hostNetwork,
  unlistedRegistry,
  daemonExternal,
  stepExternal,
  rawAddress,
  downloadExecuted,
  decodedIntoShell,
  miner,
  remoteAccess,
  reachesHost,
  persistence,
  dataSent,
  onbuildTrap,
  lookalikeName,
  tlsUnchecked,
  dataInNames,
  execBeforeCommit,
  containerStarted,
  dangerousContainer,
  tracesRemoved,
];
