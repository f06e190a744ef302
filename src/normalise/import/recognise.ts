import { importFormats } from './formats.js';
import type { Importer, Sample } from './importer.js';

/** No importer knows the beginning of a file: what each was tried for. */
export interface Unrecognised {
  tried: string[];
}

export interface Recognised {
  importer: Importer;
  /** Share of the records that it fits. */
  fit: number;
}

/** The importer that fits most of the sample's records; of equals the first in the list. With `only`, no other. */
export function recognise(sample: Sample, only?: Importer): Recognised | Unrecognised {
  let best: Recognised | undefined;
  for (const importer of only ? [only] : importFormats) {
    const fit = importer.recognises(sample);
    if (fit > (best?.fit ?? 0)) best = { importer, fit };
  }
  return best ?? { tried: importFormats.map(({ id }) => id) };
}

/** The importer of a name that a person gave. Throws an Error that names those there are. */
export function formatNamed(id: string): Importer {
  const found = importFormats.find((importer) => importer.id === id);
  if (found) return found;
  const known = importFormats.map((importer) => importer.id).join(', ');
  throw new Error(`${JSON.stringify(id)} is no format: there are ${known}`);
}
