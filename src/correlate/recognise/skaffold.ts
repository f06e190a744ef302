import { label, process, tag } from './marks.js';
import { automation, type Recogniser } from './recogniser.js';

/** Skaffold and Tilt: they build and start what a developer has just saved. */
export const skaffold: Recogniser = {
  id: 'skaffold',
  name: 'Skaffold or Tilt',
  explains: automation,
  marks: (subject) => [
    ...process(subject, /^(?:skaffold|tilt)$/, { self: true }),
    ...tag(subject, /:tilt-(?:build-\d+|[0-9a-f]{16})$|:v?[\w.-]+-\d+-g[0-9a-f]{7,}(?:-dirty)?$/),
    ...label(subject, /skaffold\.dev\/\S+|builtby=tilt/),
  ],
};
