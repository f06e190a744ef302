import { scanner } from './scanner.js';

export const trivy = scanner({
  id: 'trivy',
  name: 'Trivy',
  program: /^trivy$/,
  containerImage: /(?:^|\/)(?:aquasec|aquasecurity)\/trivy(?:$|[:@-])/,
  userAgent: /^trivy\b/i,
});
