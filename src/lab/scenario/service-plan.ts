import type { Field } from './fields.js';
import type { Service } from './scenario.js';

const usualPort = { http: 80, https: 443, git: 80, registry: 5000 } as const;

/** What a host serves, and on which port. */
export function readService(f: Field): Service {
  const at = f.object(['protocol', 'port', 'files', 'redirects', 'repositories']);
  const protocol = at.get('protocol').oneOf(['http', 'https', 'git', 'registry'] as const);
  const port = at.maybe('port')?.number() ?? usualPort[protocol];
  if (!Number.isInteger(port) || port < 1 || port > 65_535) at.get('port').fail(`no port: ${port}`);
  switch (protocol) {
    case 'registry':
      return { protocol, port };
    case 'git': {
      const repositories = at.get('repositories').entries();
      return {
        protocol,
        port,
        repositories: Object.fromEntries(repositories.map(([name, each]) => [name, texts(each)])),
      };
    }
    default:
      return {
        protocol,
        port,
        files: optionalTexts(at.maybe('files')),
        redirects: optionalTexts(at.maybe('redirects')),
      };
  }
}

function optionalTexts(f: Field | null): Record<string, string> {
  return f === null ? {} : texts(f);
}

function texts(f: Field): Record<string, string> {
  return Object.fromEntries(f.entries().map(([name, each]) => [name, each.text()]));
}
