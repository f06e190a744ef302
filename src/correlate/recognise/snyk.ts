import { scanner } from './scanner.js';

export const snyk = scanner({
  id: 'snyk',
  name: 'Snyk',
  program: /^snyk(?:-linux\S*)?$/,
  containerImage: /(?:^|\/)snyk\/snyk(?:$|[:@-])/,
  userAgent: /^snyk\b/i,
});
