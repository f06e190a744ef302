import { path, process, userAgent } from './marks.js';
import { automation, type Recogniser } from './recogniser.js';

/** Its modules are scripts that it copies over and runs: from another host they come by way of sshd. */
export const ansible: Recogniser = {
  id: 'ansible',
  name: 'Ansible',
  explains: [...automation, 'discovery'],
  marks: (subject) => [
    ...process(subject, /^(?:ansible(?:-playbook|-pull|-runner)?|python[\d.]*)$/, {
      args: /(?:^|\/|\s)ansible(?:-playbook|-pull|-runner)?(?:\s|$)/,
      self: true,
    }),
    ...path(subject, /\/\.ansible\/tmp\/ansible-tmp-[\d.]+-\d+-\d+/),
    ...path(subject, /AnsiballZ_(?:docker|podman)_\w+\.py/),
    ...userAgent(subject, /ansible/i),
  ],
};
