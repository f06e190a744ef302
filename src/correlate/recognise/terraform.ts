import { process, userAgent } from './marks.js';
import { automation, type Recogniser } from './recogniser.js';

/** Its Docker provider speaks to the engine by itself. OpenTofu runs the same. */
export const terraform: Recogniser = {
  id: 'terraform',
  name: 'Terraform',
  explains: [...automation, 'discovery'],
  marks: (subject) => [
    ...process(subject, /^(?:terraform|tofu)(?:-provider-docker\S*)?$/, { self: true }),
    ...userAgent(subject, /^terraform/i),
  ],
};
