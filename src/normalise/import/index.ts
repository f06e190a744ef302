export { importFormats } from './formats.js';
export { inputsOf } from './inputs.js';
export { importStream, UnknownFormat } from './read.js';
