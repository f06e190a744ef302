import { compiled } from './generated/rules.js';
import type { CompiledRule } from './rule.js';

/** The rules under detections/, compiled when the program was built. */
export const shippedRules: CompiledRule[] = compiled;
