import type { Action } from '../action.js';
import { sh } from '../shell.js';
import type { Situation } from '../situation.js';

/** Around the build, in seconds. */
const margin = 900;

export const keepFiles: Action = {
  id: 'keep-files',
  phase: 'preserve',
  plan({ build, details, keep }) {
    const commands: string[] = [];
    const paths = filesOf({ build, details });
    if (paths.length > 0) {
      const fromRoot = paths.map((path) => path.slice(1));
      commands.push(sh`tar -C / -cf ${`${keep}/files.tar`} -- ${fromRoot}`);
    }
    const from = Math.floor((build.StartTime ?? build.TimeGenerated) / 1e6) - margin;
    const to = Math.floor((build.EndTime ?? build.TimeGenerated) / 1e6) + margin;
    commands.push(
      sh`journalctl -u docker -u containerd --since ${`@${from}`} --until ${`@${to}`} > ${`${keep}/engine.log`}`,
    );
    return {
      title: 'Keep its files and the engine log',
      why: 'The Dockerfile and its context, where they still are, with their times and owners.',
      commands,
    };
  },
};

/** Directories of everybody, and of the whole of somebody: never taken as a build's own. */
const shared = /^\/(?:[^/]*|var\/tmp|dev\/shm|run\/user(?:\/[^/]*)?|home\/[^/]*)\/?$/;

/** The context where it is a directory of its own on this host, and the Dockerfile where that lies elsewhere. */
export function filesOf({ build, details }: Pick<Situation, 'build' | 'details'>): string[] {
  if (details.RequesterRemoteIP || build.RequesterContainerId) return [];
  const context = details.ContextKind === 'directory' ? (build.ContextPath ?? '') : '';
  const dockerfile = build.DockerfilePath ?? '';
  return [context, dockerfile.startsWith(`${context}/`) ? '' : dockerfile]
    .filter((path) => path.startsWith('/') && !path.split('/').includes('..'))
    .filter((path) => !shared.test(path));
}
