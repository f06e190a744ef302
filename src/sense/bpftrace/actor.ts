import type { Actor } from './records.js';

/** Of a record of a process's doing, the process. */
export const actorIn = ({
  pid,
  start,
  parent,
  uid,
  account,
  auditUid,
  auditSession,
  comm,
  cgroups,
}: Actor): Actor => ({
  pid,
  start,
  parent,
  uid,
  account,
  auditUid,
  auditSession,
  comm,
  cgroups,
});
