import type { Write } from '../../write-out.js';
import type { Findings } from '../found.js';
import { csv } from './csv.js';
import { json } from './json.js';
import { markdown } from './markdown.js';
import type { OutputName } from './names.js';
import { ndjson } from './ndjson.js';
import { sarif } from './sarif.js';
import { text } from './text.js';

/** How findings are written. Text in them is hostile: each format says what it does about it. */
export const outputs: Record<OutputName, (found: Findings, write: Write) => Promise<void>> = {
  table: text,
  json,
  ndjson,
  csv,
  sarif,
  markdown,
};
