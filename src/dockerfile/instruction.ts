import type { Passage, Place } from './place.js';

export interface Heredoc {
  name: string;
  /** Nothing in it is replaced when its word is quoted. */
  isQuoted: boolean;
  passage: Passage;
}

/** An instruction of a Dockerfile with its lines joined. */
export interface Instruction {
  /** In capitals. Of ONBUILD, the instruction that it holds. */
  name: string;
  isOnBuild: boolean;
  start: Place;
  endLine: number;
  /** `--name=value` before its arguments; values of one that is repeated are separated by blanks. */
  flags: Map<string, string>;
  /** What follows the flags; for a here-document, its first line alone. */
  body: Passage;
  heredocs: Heredoc[];
  /** Body and here-documents as a shell reads them. */
  script: Passage;
  /** Its arguments where they stand as a JSON list. */
  list: string[] | undefined;
}

/** A part that was not analysed, and why. */
export interface Unknown extends Place {
  message: string;
}
