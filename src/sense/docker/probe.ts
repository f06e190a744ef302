import type { EngineClient } from './client.js';
import { type Endpoint, parseEndpoint } from './endpoint.js';
import { fields, filled, texts } from './fields.js';
import { given } from './image.js';
import { negotiate } from './version.js';

/** What an engine says of itself, or why it cannot be reached. */
export interface EngineProbe {
  endpoint: string;
  reachable: boolean;
  /** Such as `20.10.24`. */
  version?: string;
  /** API version that we use with it, and the newest that it speaks. */
  apiVersion?: string;
  newestApiVersion?: string;
  storageDriver?: string;
  /** Directory in which it keeps images and containers. */
  dataRoot?: string;
  rootless?: boolean;
  /** Whether users inside containers are other users outside. */
  userNamespaces?: boolean;
  /** `1` or `2`. */
  cgroupVersion?: string;
  cgroupDriver?: string;
  authorizationPlugins?: string[];
  /** Why it is not reachable, in a few words. */
  error?: string;
  /** The command that mends it, or what to do. */
  mend?: string;
}

/** Never rejects for an engine that is away; throws for an endpoint that is none. */
export async function probeEngine(endpoint: string): Promise<EngineProbe> {
  const parsed = parseEndpoint(endpoint);
  const found = await negotiate(parsed, Date.now, AbortSignal.timeout(10_000));
  if (!found.ok)
    return {
      endpoint: parsed.text,
      reachable: false,
      error: found.reason,
      ...given('mend', mend(parsed, found.code)),
    };
  return {
    endpoint: parsed.text,
    reachable: true,
    version: found.engine,
    apiVersion: found.api,
    newestApiVersion: found.newestApi,
    ...(await describe(found.client)),
  };
}

async function describe(client: EngineClient): Promise<Partial<EngineProbe>> {
  const answer = await client.get('/info', { timeout: 10_000 });
  client.close();
  if (!answer.ok) return {};
  const info = fields(answer.body);
  const security = texts(info.SecurityOptions);
  return {
    ...given('storageDriver', filled(info.Driver)),
    ...given('dataRoot', filled(info.DockerRootDir)),
    rootless: security.some((option) => option.startsWith('name=rootless')),
    userNamespaces: security.some((option) => option.startsWith('name=userns')),
    ...given('cgroupVersion', filled(info.CgroupVersion)),
    ...given('cgroupDriver', filled(info.CgroupDriver)),
    authorizationPlugins: texts(fields(info.Plugins).Authorization),
  };
}

function mend(endpoint: Endpoint, code: number | string): string | undefined {
  const start = 'systemctl start docker';
  if (endpoint.kind === 'tcp')
    return 'check that the engine listens there without TLS, or give unix:///run/docker.sock';
  switch (code) {
    case 'ENOENT':
      return `${start} (or, where it is missing: apt-get install docker.io)`;
    case 'ECONNREFUSED':
      return 'systemctl restart docker';
    case 'EACCES':
    case 'EPERM':
      return 'run keelwatch as root';
    case 'ENOTSOCK':
    case 'NOTDOCKER':
      return "give the path of the engine's socket: --docker unix:///run/docker.sock";
    case 'ETIMEDOUT':
    case 'ABORT_ERR':
      return 'systemctl restart docker (the engine hangs)';
    default:
      return undefined;
  }
}
