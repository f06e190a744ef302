import type { Case } from '../case.js';

/**
 * Something that speaks for a benign explanation. `points` say how hard it is to forge:
 *   0.5  anybody who asks for a build can write it: a path, a tag, a label, a user agent
 *   1    needs an account, or a program in a place that users cannot write to
 *   2, 3 needs control of a service, or of one that has been running since before
 */
export interface Mark {
  kind:
    | 'argument'
    | 'path'
    | 'tag'
    | 'label'
    | 'user agent'
    | 'client'
    | 'account'
    | 'process'
    | 'container'
    | 'setting';
  /** What was seen, in a sentence. The values in it are as attackers wrote them. */
  text: string;
  points: number;
  /** Of a setting: the name that it gives. */
  name?: string;
  /** What it takes to make it look so, in words that follow "to forge it takes". */
  forgery: string;
}

/** A tool whose ordinary work looks like an attack in some ways. One per file; `id` is the file's name. */
export interface Recogniser {
  id: string;
  /** As people call it. */
  name: string;
  /** Identifiers of the evidence that its ordinary work gives rise to. */
  explains: readonly string[];
  /** Runs as a service under an account or in a container of its own: what anybody can write does not make one. */
  isService?: true;
  /** The operators' own word: where it holds in full, what rests on nothing else is no incident. */
  maySilence?: true;
  marks(subject: Case): Mark[];
}

/** What the work of whoever builds and tests by program has in common. */
export const automation = [
  'temp-path',
  'dockerfile-in-temp',
  'no-cache',
  'shell-parent',
  'unusual-client',
  'daemon-external',
  'step-external',
  'container-started',
  'traces-removed',
  'many-images',
] as const;
