export type { ImportedChunk, Rejection } from './collect.js';
export { UnknownFormat } from './dispatch.js';
export { importFormats } from './formats.js';
export { type Input, inputsOf } from './inputs.js';
export { type PlainForm, type PlainLines, type PlainMember, plainForms } from './plain-lines.js';
export { importStream } from './read.js';
