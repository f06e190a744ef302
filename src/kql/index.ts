export type { Catalog } from './bind.js';
export {
  type Compiled,
  type CompileOptions,
  compile,
  lowerText,
  printQuery,
  withNow,
} from './compile.js';
export { renderDiagnostic } from './diagnostic.js';
export type { Diagnostic } from './types.js';
