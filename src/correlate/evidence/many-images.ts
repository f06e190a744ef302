import { type EvidenceRule, requestRow } from '../case.js';

/** ATT&CK's NewImageThreshold: more images in a short time than anybody needs. Compose and test matrices make many too. */
export const manyImages: EvidenceRule = {
  id: 'many-images',
  techniques: [],
  find(subject) {
    const { settings, baseline } = subject;
    const made = baseline.Recent + 1;
    if (made < settings.newImageThreshold) return undefined;
    return {
      weight: 1,
      explanation: `One of ${made} builds that who asked began within ${Math.round(settings.timeWindow / 60_000_000)} minutes.`,
      rows: requestRow(subject),
    };
  },
};
