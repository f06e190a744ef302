import type { Action } from '../action.js';
import { sh } from '../shell.js';

export const pruneBuilder: Action = {
  id: 'prune-builder',
  phase: 'clean-up',
  plan({ engine, build }) {
    if (!engine || (build.Method ?? 'build') !== 'build') return undefined;
    const isBuildKit =
      build.Builder === 'buildkit' || !build.Builder || build.Builder === 'unknown';
    return {
      title: "Empty the builder's cache",
      why: 'The next build with the same lines would take the downloaded layers from it. Other builds run longer once.',
      commands:
        engine.shell === 'podman'
          ? [sh`podman image prune --force --build-cache`]
          : isBuildKit
            ? [sh`${engine} builder prune --all --force`]
            : [sh`${engine} image prune --force`],
    };
  },
};
