import type { Rule } from '../rule.js';
import { addUrl } from './add-url.js';
import { authorizedKeys } from './authorized-keys.js';
import { cronJob } from './cron-job.js';
import { dataSent } from './data-sent.js';
import { decodedIntoShell } from './decoded-into-shell.js';
import { downloadExecuted } from './download-executed.js';
import { engineApi } from './engine-api.js';
import { hostFiles } from './host-files.js';
import { lookalikeImage } from './lookalike-image.js';
import { metadataService } from './metadata-service.js';
import { miner } from './miner.js';
import { onbuildTrap } from './onbuild-trap.js';
import { packagesUnsigned } from './packages-unsigned.js';
import { preload } from './preload.js';
import { rawAddress } from './raw-address.js';
import { remoteScript } from './remote-script.js';
import { reverseShell } from './reverse-shell.js';
import { rootAccount } from './root-account.js';
import { scanner } from './scanner.js';
import { secretFile } from './secret-file.js';
import { secretSetting } from './secret-setting.js';
import { secretValue } from './secret-value.js';
import { setuid } from './setuid.js';
import { startupFile } from './startup-file.js';
import { tlsUnchecked } from './tls-unchecked.js';
import { tunnel } from './tunnel.js';
import { unpinnedBase } from './unpinned-base.js';

/** In the order in which a reader asks: what is run, what it does, what stays, what it starts from, what it gives away. */
export const rules: Rule[] = [
  downloadExecuted,
  decodedIntoShell,
  rawAddress,
  tlsUnchecked,
  remoteScript,
  addUrl,
  packagesUnsigned,
  miner,
  tunnel,
  reverseShell,
  scanner,
  dataSent,
  engineApi,
  metadataService,
  hostFiles,
  authorizedKeys,
  rootAccount,
  cronJob,
  startupFile,
  setuid,
  preload,
  onbuildTrap,
  lookalikeImage,
  unpinnedBase,
  secretValue,
  secretSetting,
  secretFile,
];
