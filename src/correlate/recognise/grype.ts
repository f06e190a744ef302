import { scanner } from './scanner.js';

/** Grype and Syft, of one maker. */
export const grype = scanner({
  id: 'grype',
  name: 'Grype',
  program: /^(?:grype|syft)$/,
  containerImage: /(?:^|\/)anchore\/(?:grype|syft)(?:$|[:@])/,
  userAgent: /^(?:grype|syft)\b/i,
});
