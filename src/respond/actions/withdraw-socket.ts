import type { Action } from '../action.js';
import { sh } from '../shell.js';
import { shortId } from '../situation.js';

export const withdrawSocket: Action = {
  id: 'withdraw-socket',
  phase: 'prevent',
  plan({ engine, build }) {
    const id = shortId(build.RequesterContainerId ?? '');
    if (!engine || id === '') return undefined;
    const format =
      '{{.Name}} {{.Config.Image}} {{range .Mounts}}{{.Source}}:{{.Destination}} {{end}}';
    return {
      title: 'Take the socket from the container',
      why: 'A container that holds it is root on the host, and so is whoever gets into it. It was probably got into: treat it as the way in, and make it again without the mount.',
      commands: [sh`${engine} inspect --format ${format} ${id}`, sh`${engine} pause ${id}`],
    };
  },
};
