/** Of forms that only real ones have. What they are called is told, never the value. */
export const secretForms: [string, RegExp][] = [
  ['a private key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/],
  ['an AWS access key', /\b(?:AKIA|ASIA)(?!IOSFODNN7)[0-9A-Z]{16}\b/],
  ['a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})\b/],
  ['a GitLab token', /\bgl(?:pat|ptt|rt|dt)-[A-Za-z0-9_-]{20,}/],
  ['a Slack token', /\bxox[abprs]-[A-Za-z0-9-]{20,}/],
  ['a Slack webhook', /hooks\.slack\.com\/services\/T\w{8,}\/B\w{8,}\/\w{20,}/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}\b/],
  ['a PyPI token', /\bpypi-AgE[A-Za-z0-9_-]{50,}/],
  ['a Docker Hub token', /\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}/],
  ['a Stripe key', /\b[rs]k_live_[A-Za-z0-9]{20,}/],
  ['a SendGrid key', /\bSG\.[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{30,}/],
  ['a Telegram bot token', /\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b/],
  ['an OpenAI key', /\bsk-(?:proj-)?[A-Za-z0-9]{20,}T3BlbkFJ[A-Za-z0-9]{20,}/],
  ['a Hugging Face token', /\bhf_[A-Za-z]{34}\b/],
  ['a JSON web token', /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}/],
];

const tokens = secretForms
  .filter(([name]) => name !== 'a private key')
  .map(([, { source }]) => new RegExp(source, 'g'));

/** A text without tokens, whatever they are called there. */
export const withoutTokenForms = (text: string): string =>
  tokens.reduce((rest, form) => rest.replace(form, '***'), text);
