import { argument, container, process } from './marks.js';
import type { Recogniser } from './recogniser.js';

/** Builds inside a container that a continuous integration or a cluster started, without an engine. */
export const kaniko: Recogniser = {
  id: 'kaniko',
  name: 'Kaniko',
  explains: ['temp-path', 'dockerfile-in-temp', 'no-cache', 'shell-parent', 'step-external'],
  marks: (subject) =>
    subject.details.RequestTool === 'kaniko'
      ? [
          ...process(subject, /^executor$/, { self: true, args: /kaniko|--destination/ }),
          ...container(subject, /kaniko-project\/executor|(?:^|\/)kaniko(?:$|[:@/])/),
          ...argument(subject, /--context[ =]dir:\/\/\S*(?:builds|workspace|drone|woodpecker)\S*/),
        ]
      : [],
};
