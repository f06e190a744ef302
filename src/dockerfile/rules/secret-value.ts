import { secretForms as forms } from '../../sense/secret-forms.js';
import { instructionRule } from '../rule.js';

/** A name and a password in a URL, neither of them a variable. */
const inUrl =
  /\b[a-z][a-z0-9+.-]{0,31}:\/\/[^\s:/@"'$]{1,64}:(?!\*+@)[^\s:/@"'${}]{3,128}@[\w.-]+/i;

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
