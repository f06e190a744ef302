import { instructionRule } from '../rule.js';

/** Of forms that only real ones have. What they are called is told, never the value. */
const forms: [string, RegExp][] = [
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
/** A name and a password in a URL, neither of them a variable. */
const inUrl = /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"'$]{1,64}:(?!\*+@)[^\s:/@"'${}]{3,128}@[\w.-]+/i;

export const secretValue = instructionRule(
  {
    id: 'secret-value',
    severity: 'High',
    message: 'A secret stands in the Dockerfile.',
    why: 'It is in the repository, in the image’s history, and in the hands of everybody who can pull the image.',
    instead: 'Revoke it, and give secrets with RUN --mount=type=secret.',
    techniques: ['T1552.001'],
  },
  ['RUN', 'ENV', 'ARG', 'LABEL', 'COPY', 'ADD', 'CMD', 'ENTRYPOINT'],
  ({ script }) => {
    const text = script.text.slice(0, 262_144);
    const form = forms.find(([, pattern]) => pattern.test(text));
    if (form)
      return {
        message: `${form[0][0]?.toUpperCase()}${form[0].slice(1)} stands in the Dockerfile.`,
      };
    // Many of Google's are meant to be seen, and limited to a site.
    if (/\bAIza[0-9A-Za-z_-]{35}\b/.test(text))
      return { severity: 'Medium', message: 'A Google API key stands in the Dockerfile.' };
    return inUrl.test(text) && { severity: 'Medium', message: 'A URL holds a password.' };
  },
);
