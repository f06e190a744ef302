import { type Action, type Phase, type Plan, phases } from './action.js';
import { changeSecrets } from './actions/change-secrets.js';
import { closeTcp } from './actions/close-tcp.js';
import { cutNetwork } from './actions/cut-network.js';
import { keepAccount } from './actions/keep-account.js';
import { keepContainers } from './actions/keep-containers.js';
import { keepFiles } from './actions/keep-files.js';
import { keepImage } from './actions/keep-image.js';
import { keepProcesses } from './actions/keep-processes.js';
import { leaveDockerGroup } from './actions/leave-docker-group.js';
import { pauseContainers } from './actions/pause-containers.js';
import { pruneBuilder } from './actions/prune-builder.js';
import { removeContainers } from './actions/remove-containers.js';
import { removeFiles } from './actions/remove-files.js';
import { removeImages } from './actions/remove-images.js';
import { restrictEgress } from './actions/restrict-egress.js';
import { stopBuild } from './actions/stop-build.js';
import { withdrawPushed } from './actions/withdraw-pushed.js';
import { withdrawSocket } from './actions/withdraw-socket.js';
import type { Situation } from './situation.js';

/** In the order in which they are taken within their phase. */
export const actions: Action[] = [
  pauseContainers,
  stopBuild,
  cutNetwork,
  keepAccount,
  keepContainers,
  keepProcesses,
  keepImage,
  keepFiles,
  removeContainers,
  removeImages,
  pruneBuilder,
  removeFiles,
  withdrawPushed,
  closeTcp,
  withdrawSocket,
  leaveDockerGroup,
  changeSecrets,
  restrictEgress,
];

export interface PlaybookStep extends Plan {
  phase: Phase;
  action: string;
}

/** What to do about an incident, in order. Nothing is done here: a person decides, and runs the commands. */
export function playbook(situation: Situation): PlaybookStep[] {
  return phases.flatMap((phase) =>
    actions
      .filter((action) => action.phase === phase)
      .flatMap(({ id, plan }) => {
        const planned = plan(situation);
        return planned ? [{ phase, action: id, ...planned }] : [];
      }),
  );
}
