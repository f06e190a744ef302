import { listOf, objectOf } from '../../correlate/json.js';
import type { DockerApiEvents } from '../../model/generated/tables.js';

/** A request as one line: method, path, parameters; of a connection that nothing is known of, who made it. */
export function requestLine(row: DockerApiEvents): string {
  if (row.ActionType !== 'Request') return `connected to ${row.EngineSocket || 'the engine'}`;
  const parameters = Object.entries(objectOf(row.QueryParameters ?? null)).flatMap(
    ([name, values]) =>
      (Array.isArray(values) ? listOf(values) : [values]).map(
        (value) => `${name}=${String(value)}`,
      ),
  );
  const query = parameters.length > 0 ? `?${parameters.join('&')}` : '';
  return `${row.Method ?? ''} ${row.RequestPath ?? ''}${query}`.trim();
}
