import { ciAgent } from './ci-agent.js';
import { label } from './marks.js';
import type { Recogniser } from './recogniser.js';

const agent = ciAgent({
  id: 'dokku',
  name: 'Dokku',
  program: /^(?:dokku|bash|plugn)$/,
  programArguments: /(?:^|[\s/])dokku(?:\s|$)|\/var\/lib\/dokku\//,
  accounts: /^dokku$/,
  path: /\/tmp\/dokku-\d+-\S+/,
  tag: /^dokku\/[\w.-]+:/,
});

/** It builds what was pushed to it by git, in a temporary directory, and starts it in place of the version before. */
export const dokku: Recogniser = {
  ...agent,
  marks: (subject) => [...agent.marks(subject), ...label(subject, /^com\.dokku\.app-name=/)],
};
