import { analyse } from './analyse.js';
import { findingsOf, rank } from './finding.js';
import { decodedIntoShell } from './rules/decoded-into-shell.js';
import { downloadExecuted } from './rules/download-executed.js';
import { remoteScript } from './rules/remote-script.js';
import { reverseShell } from './rules/reverse-shell.js';

/** Whether shell text that something will run later fetches and runs a thing, decodes and runs one, or hands out a shell. */
export function isHostile(text: string): boolean {
  if (text.trim() === '') return false;
  const analysis = analyse(`RUN <<KEELWATCH_JOB\n${text}\nKEELWATCH_JOB\n`);
  const rules = [decodedIntoShell, downloadExecuted, remoteScript, reverseShell];
  return findingsOf(analysis, rules).some((finding) => rank(finding) >= 1);
}
