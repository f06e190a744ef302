export type { ImportedChunk, Rejection } from './collect.js';
export { importFormats } from './formats.js';
export { type Input, inputsOf } from './inputs.js';
export { importStream, UnknownFormat } from './read.js';
