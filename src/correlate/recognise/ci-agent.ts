import type { Case } from '../case.js';
import { account, argument, container, path, process, tag } from './marks.js';
import { automation, type Mark, type Recogniser } from './recogniser.js';

/** What one continuous integration's agent is known by. All that is absent is not looked for. */
export interface CiAgent {
  id: string;
  name: string;
  program: RegExp;
  /** Of the program, where its name alone says little, such as `java`. */
  programArguments?: RegExp;
  accounts?: RegExp;
  path?: RegExp;
  tag?: RegExp;
  argument?: RegExp;
  containerImage?: RegExp;
  containerName?: RegExp;
  /** Evidence that it explains besides what all automation does. */
  explains?: readonly string[];
}

export function ciAgent(it: CiAgent): Recogniser {
  return {
    id: it.id,
    name: it.name,
    isService: true,
    explains: [...automation, 'requester-in-container', ...(it.explains ?? [])],
    marks: (subject) => [
      ...process(subject, it.program, it.programArguments ? { args: it.programArguments } : {}),
      ...optional(it.accounts, (pattern) => account(subject, pattern)),
      ...optional(it.containerImage, (pattern) => container(subject, pattern, it.containerName)),
      ...written(it, subject),
    ],
  };
}

function written(it: CiAgent, subject: Case): Mark[] {
  return [
    ...optional(it.path, (pattern) => path(subject, pattern)),
    ...optional(it.tag, (pattern) => tag(subject, pattern)),
    ...optional(it.argument, (pattern) => argument(subject, pattern)),
  ];
}

function optional(pattern: RegExp | undefined, look: (pattern: RegExp) => Mark[]): Mark[] {
  return pattern ? look(pattern) : [];
}
