import { dictionary } from '../model/dictionary.js';

/** The engine's word for an action on an image, as ActionType. */
const image: Record<string, string> = dictionary({
  observed: 'ImageObserved',
  tag: 'ImageTagged',
  untag: 'ImageUntagged',
  create: 'ImageCreated',
  commit: 'ImageCommitted',
  import: 'ImageImported',
  load: 'ImageLoaded',
  save: 'ImageSaved',
  pull: 'ImagePulled',
  push: 'ImagePushed',
  delete: 'ImageDeleted',
  prune: 'ImagePruned',
});

const container: Record<string, string> = dictionary({
  observed: 'ContainerObserved',
  create: 'ContainerCreated',
  start: 'ContainerStarted',
  restart: 'ContainerRestarted',
  attach: 'ContainerAttached',
  detach: 'ContainerDetached',
  exec_create: 'ContainerExecCreated',
  exec_start: 'ContainerExecuted',
  exec_detach: 'ContainerExecDetached',
  exec_die: 'ContainerExecDied',
  kill: 'ContainerKilled',
  stop: 'ContainerStopped',
  pause: 'ContainerPaused',
  unpause: 'ContainerUnpaused',
  oom: 'ContainerOutOfMemory',
  die: 'ContainerDied',
  commit: 'ContainerCommitted',
  rename: 'ContainerRenamed',
  update: 'ContainerUpdated',
  copy: 'ContainerFilesRead',
  export: 'ContainerExported',
  'archive-path': 'ContainerFilesRead',
  'extract-to-dir': 'ContainerFilesWritten',
  health_status: 'ContainerHealthChecked',
  resize: 'ContainerResized',
  top: 'ContainerListed',
  destroy: 'ContainerDestroyed',
  prune: 'ContainerPruned',
});

export const imageAction = (action: string): string => known('Image', image, action);
export const containerAction = (action: string): string => known('Container', container, action);

/** An action of an engine newer than this table becomes `Image` or `Container` and its words in PascalCase. */
function known(kind: string, names: Record<string, string>, action: string): string {
  const name = Object.hasOwn(names, action) ? names[action] : undefined;
  if (name !== undefined) return name;
  const words = action.split(/[^a-z]+/).filter((word) => word !== '');
  return kind + words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
}
