export { compile, lowerText, printQuery, withNow } from './compile.js';
export { renderDiagnostic } from './diagnostic.js';
