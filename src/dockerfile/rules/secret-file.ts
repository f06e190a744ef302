import { instructionRule } from '../rule.js';
import { rawWords } from '../substitute.js';

const files =
  /(?:^|\/)(?:id_(?:rsa|dsa|ecdsa|ed25519)|\.aws(?:\/credentials)?|\.docker\/config\.json|\.dockercfg|\.netrc|\.pgpass|\.git-credentials|\.kube(?:\/config)?|kubeconfig|\.vault-token|credentials\.json|service[-_]?account[\w-]*\.json|[\w.-]+\.(?:ppk|pfx|p12|jks|keystore)|[\w.-]*(?:private|server|privkey|tls)[\w.-]*\.(?:key|pem))$/i;

export const secretFile = instructionRule(
  {
    id: 'secret-file',
    severity: 'Medium',
    message: 'A file that holds secrets is copied into the image.',
    why: 'Everybody who can pull the image can read it, also when a later layer removes it.',
    instead: 'Use RUN --mount=type=secret or type=ssh, which leave nothing in the image.',
    techniques: ['T1552.001'],
  },
  ['COPY', 'ADD'],
  ({ body, list, flags }) => {
    if (flags.has('from')) return false;
    const sources = (list ?? rawWords(body.text)).slice(0, -1);
    const found = sources.find(
      (source) => files.test(source) && !/\.(?:pub|example|sample|dist)$/.test(source),
    );
    return (
      found !== undefined && { message: `${found} is copied into the image, and holds secrets.` }
    );
  },
);
