import { container, process, userAgent } from './marks.js';
import type { Recogniser } from './recogniser.js';

/** Scanners of images read them out of the engine, and may build or load one to do so. */
export function scanner(it: {
  id: string;
  name: string;
  program: RegExp;
  containerImage: RegExp;
  userAgent: RegExp;
}): Recogniser {
  return {
    id: it.id,
    name: it.name,
    explains: [
      'temp-path',
      'dockerfile-in-temp',
      'shell-parent',
      'unusual-client',
      'requester-in-container',
      'discovery',
      'daemon-external',
      'traces-removed',
    ],
    marks: (subject) => [
      ...process(subject, it.program, { self: true }),
      ...container(subject, it.containerImage),
      ...userAgent(subject, it.userAgent),
    ],
  };
}
