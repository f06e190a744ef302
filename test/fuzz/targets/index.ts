import type { Target } from '../target.js';

/** By name; a target is made when it is wanted. */
export const targets: Record<string, () => Promise<Target>> = {
  'api-request': async () => (await import('./api-request.js')).apiRequest,
  buildkit: async () => (await import('./buildkit.js')).buildkit,
  builds: async () => (await import('./builds.js')).builds,
  dockerfile: async () => (await import('./dockerfile.js')).dockerfile,
  import: async () => (await import('./import.js')).importers,
  json: async () => (await import('./json.js')).json,
  kql: async () => (await import('./kql.js')).kql,
  'kql-rows': async () => (await import('./kql-rows.js')).kqlRows(),
  names: async () => (await import('./names.js')).names,
  tar: async () => (await import('./tar.js')).tar,
};
