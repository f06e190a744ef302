import { brief, type Case } from '../case.js';
import { process } from './marks.js';
import { automation, type Mark, type Recogniser } from './recogniser.js';

/** Runs a container, provisions it by scripts, and commits it. It mounts a directory of its own while it does. */
export const packer: Recogniser = {
  id: 'packer',
  name: 'Packer',
  explains: automation,
  marks: (subject) => [
    ...process(subject, /^packer(?:-plugin-\w\S*)?$/, { self: true }),
    ...filesMounted(subject),
  ],
};

function filesMounted({ details }: Case): Mark[] {
  const mount = details.SourceMounts.find((each) => each.endsWith(':/packer-files'));
  if (mount === undefined) return [];
  return [
    {
      kind: 'container',
      text: `The container that was committed had Packer's directory mounted: ${brief(mount)}.`,
      points: 0.5,
      forgery: 'a container with such a mount',
    },
  ];
}
