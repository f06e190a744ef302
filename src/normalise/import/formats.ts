import { auditd } from './auditd.js';
import { auoms } from './auoms.js';
import { auomsEvents } from './auoms-rows.js';
import { defender } from './defender.js';
import { dockerEvents } from './docker-events.js';
import { dockerd } from './dockerd.js';
import { ecs } from './ecs.js';
import { falco } from './falco.js';
import type { Importer } from './importer.js';
import { journal } from './journal.js';
import { keelwatch } from './keelwatch.js';
import { laurel } from './laurel.js';
import { ocsf } from './ocsf.js';
import { osquery } from './osquery.js';
import { sentinelSyslog } from './sentinel-syslog.js';
import { sysmon } from './sysmon.js';
import { tetragon } from './tetragon.js';
import { zeek } from './zeek.js';

/** Every format there is. Where two fit a file equally well, the first counts. */
export const importFormats: Importer[] = [
  keelwatch,
  auomsEvents,
  defender,
  tetragon,
  falco,
  dockerEvents,
  journal,
  osquery,
  ecs,
  ocsf,
  zeek,
  laurel,
  sentinelSyslog,
  sysmon,
  auoms,
  auditd,
  dockerd,
];
