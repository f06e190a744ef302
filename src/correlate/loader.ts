import { optionNames, parseArguments } from './arguments.js';

const loader = /^ld(?:-[\w.-]+|64)?\.so(?:\.\d+)?$/;
/** Of glibc's and musl's, those that take a value. */
const options = optionNames(
  'library-path preload argv0 inhibit-rpath audit glibc-hwcaps-prepend glibc-hwcaps-mask',
);

/** A dynamic loader may be started with a program as its argument, which then runs under the loader's name. */
export const isLoader = (fileName: string): boolean => loader.test(fileName);

/** The arguments of the program that a loader was told to run; all that it was given where that is none. */
export function loadedArguments(args: string[]): string[] {
  const { positional } = parseArguments(args.slice(1), options, true);
  return positional.length > 0 ? positional : args;
}
