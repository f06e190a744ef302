import { type EngineClient, engineClient } from './client.js';
import type { Endpoint } from './endpoint.js';
import { fields, text } from './fields.js';

/**
 * 1.44 is the newest version whose image inspection still names the container of a classic build, and the oldest that
 * Engine 29 accepts.
 */
const preferred = '1.44';

export interface Negotiated {
  client: EngineClient;
  /** Version of the engine, such as `20.10.24`. */
  engine: string;
  /** API version used from here on, such as `1.41`. */
  api: string;
  /** Newest API version that the engine speaks. */
  newestApi: string;
  /** The engine's clock, milliseconds since the epoch, whole seconds; ours when it does not tell. */
  clock: number;
}

export type Negotiation =
  | ({ ok: true } & Negotiated)
  | { ok: false; code: number | string; reason: string };

/** Asks the engine (`GET /version` needs no version itself) and settles on an API version that both speak. */
export async function negotiate(
  endpoint: Endpoint,
  now: () => number,
  signal?: AbortSignal,
): Promise<Negotiation> {
  const first = engineClient(endpoint, '', 1);
  const answer = await first.get('/version', { timeout: 10_000, ...(signal ? { signal } : {}) });
  first.close();
  if (!answer.ok) return answer;
  const body = fields(answer.body);
  const newestApi = apiVersion(text(body.ApiVersion));
  if (newestApi === undefined)
    return { ok: false, code: 'NOTDOCKER', reason: 'what listens there is no Docker Engine' };
  const oldest = apiVersion(text(body.MinAPIVersion)) ?? '1.12';
  const api = later(oldest, earlier(preferred, newestApi));
  return {
    ok: true,
    client: engineClient(endpoint, `v${api}`),
    engine: text(body.Version) ?? '',
    api,
    newestApi,
    clock: answer.date ?? now(),
  };
}

function apiVersion(value: string | undefined): string | undefined {
  return value !== undefined && /^\d{1,3}\.\d{1,4}$/.test(value) ? value : undefined;
}

const earlier = (a: string, b: string): string => (order(a) <= order(b) ? a : b);
const later = (a: string, b: string): string => (order(a) >= order(b) ? a : b);

function order(version: string): number {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major * 10_000 + minor;
}
