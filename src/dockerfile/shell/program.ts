import type { Machine } from './machine.js';

/** A program being called. */
export interface Call {
  /** Without its directory. */
  name: string;
  args: string[];
  stdin: string | undefined;
  machine: Machine;
  /** Runs shell text with these positional arguments; gives its output. */
  shell: (text: string, positional?: string[]) => string;
  /** Runs a command given as words. */
  command: (words: string[], stdin?: string) => string;
}

/** What a program does to the machine; its output as far as it can be told, or undefined for the ordinary. */
export type Program = (call: Call) => string | undefined;
export type Programs = Record<string, Program>;
