import type { ChainEntry } from './details.js';
import type { OpenBuild } from './open-build.js';
import type { Processes, Program } from './processes.js';

/** The client and its ancestors, nearest first. Where the kernel sensor came later, the row's own word on the parent. */
export function chainOf({ request }: OpenBuild, processes: Processes): ChainEntry[] {
  const program = request?.program;
  if (!program) return [];
  const chain = processes.chain(program);
  const entries = chain.map(entry);
  const [client] = entries;
  if (client) client.CommandLine = request.commandLine;
  const last = chain.at(-1);
  if (last?.parentId && last.parentFileName && last.parentId !== last.processId) {
    entries.push({
      ProcessId: last.parentId,
      FileName: last.parentFileName,
      FolderPath: '',
      CommandLine: last.parentCommandLine,
      AccountName: '',
      CreationTime: last.parentStart,
    });
  }
  return entries;
}

function entry({
  processId,
  fileName,
  folderPath,
  commandLine,
  accountName,
  start,
}: Program): ChainEntry {
  return {
    ProcessId: processId,
    FileName: fileName,
    FolderPath: folderPath,
    CommandLine: commandLine,
    AccountName: accountName,
    CreationTime: start,
  };
}
