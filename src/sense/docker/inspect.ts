import type { Answer, EngineClient } from './client.js';
import { containerFacts, execFacts } from './container.js';
import { given, imageFacts, imageHistory } from './image.js';
import type { ContainerFacts, ExecFacts, ImageFacts } from './record.js';
import { redactHistory, redactImage } from './redact.js';

type Inspected<T> = { found: T } | { missing: string };

export interface InspectedImage {
  image: ImageFacts;
  /** Values of build arguments that were found in its history, never to be stored. */
  secrets: string[];
}

export interface Inspector {
  /** By id or by reference. */
  image(name: string): Promise<Inspected<InspectedImage>>;
  /** Values of build arguments in an image's history; undefined when it cannot be read. */
  secrets(imageId: string): Promise<string[] | undefined>;
  container(id: string): Promise<Inspected<ContainerFacts>>;
  exec(id: string, containerId: string, said: string): Promise<ExecFacts | undefined>;
}

export function inspector(client: EngineClient, signal: AbortSignal): Inspector {
  return {
    async image(name) {
      const path = imagePath(name);
      if (path === undefined) return { missing: 'its name cannot be asked for' };
      const [json, history] = await Promise.all([
        client.get(`${path}/json`, { signal }),
        client.get(`${path}/history`, { signal }),
      ]);
      if (!json.ok) return { missing: why(json) };
      const facts = imageFacts(json.body);
      if (!facts) return { missing: 'the engine described it without an id' };
      const entries = history.ok ? imageHistory(history.body) : undefined;
      return { found: redactImage({ ...facts, ...given('history', entries) }) };
    },
    async secrets(imageId) {
      const path = imagePath(imageId);
      const answer =
        path === undefined ? undefined : await client.get(`${path}/history`, { signal });
      return answer?.ok ? redactHistory(imageHistory(answer.body)).secrets : undefined;
    },
    async container(id) {
      const answer = await client.get(`/containers/${id}/json`, { signal });
      if (!answer.ok) return { missing: why(answer) };
      const facts = containerFacts(answer.body);
      return facts ? { found: facts } : { missing: 'the engine described it without an id' };
    },
    async exec(id, containerId, said) {
      if (!/^[0-9a-f]{64}$/.test(id)) return undefined;
      const answer = await client.get(`/exec/${id}/json`, { signal });
      return answer.ok ? execFacts(answer.body, containerId, said) : undefined;
    },
  };
}

/** Names come from events: only what a reference may hold goes into a path, and nothing that climbs in it. */
function imagePath(name: string): string | undefined {
  if (!/^[A-Za-z0-9][\w.:@/+-]{0,1023}$/.test(name) || /(^|\/)\.*(\/|$)/.test(name))
    return undefined;
  return `/images/${name}`;
}

function why(answer: Answer & { ok: false }): string {
  return answer.code === 404
    ? 'gone before it could be inspected'
    : `not inspected: ${answer.reason}`;
}
