import { container, process, userAgent } from './marks.js';
import { automation, type Recogniser } from './recogniser.js';

/** A console for engines: it hands on what its users ask for, builds from a repository's address among it. */
export const portainer: Recogniser = {
  id: 'portainer',
  name: 'Portainer',
  isService: true,
  explains: [
    ...automation,
    'requester-in-container',
    'remote-requester',
    'remote-dockerfile',
    'discovery',
  ],
  marks: (subject) => [
    ...process(subject, /^portainer$/, { self: true }),
    ...container(subject, /(?:^|\/)portainer\/(?:portainer(?:-ce|-ee|-be)?|agent)(?:$|[:@])/),
    ...userAgent(subject, /portainer/i),
  ],
};
