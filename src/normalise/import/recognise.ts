import { importFormats } from './formats.js';
import type { Importer, Sample } from './importer.js';

/** No importer knows the beginning of a file: what each was tried for. */
export interface Unrecognised {
  tried: string[];
}

/** The importer that fits most of the sample's records; of equals the first in the list. */
export function recognise(sample: Sample): Importer | Unrecognised {
  let best: Importer | undefined;
  let most = 0;
  for (const importer of importFormats) {
    const fit = importer.recognises(sample);
    if (fit <= most) continue;
    best = importer;
    most = fit;
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
