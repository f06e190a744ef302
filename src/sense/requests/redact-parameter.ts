const removed = '<redacted>';

/** Names under which secrets go; also those of signed addresses. */
const secret =
  /auth(?!or$)|token|secret|passw|credential|signature|api[-_]?key|access[-_]?key|^sig$|^key$/i;

/** A query parameter of Docker's API without the secrets that it may hold. */
export function redactParameter(name: string, value: string): string {
  if (secret.test(name) && value !== '') return removed;
  if (name === 'buildargs') return namesAlone(value);
  if (name === 'changes') return withoutValues(value);
  if (/^\s*[[{]/.test(value)) return redactJson(value);
  return redactAddresses(value);
}

/** Build arguments hold secrets: their names are kept. */
function namesAlone(value: string): string {
  const parsed = parse(value);
  if (typeof parsed !== 'object' || parsed === null) return removed;
  const names = Object.keys(parsed);
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, removed])));
}

/** JSON that was cut cannot be told apart from its secrets. */
function redactJson(value: string): string {
  const parsed = parse(value);
  return parsed === undefined ? removed : JSON.stringify(redactValue(parsed));
}

function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redactAddresses(value);
  if (Array.isArray(value)) return value.map(redactValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      secret.test(key) ? removed : redactValue(inner),
    ]),
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `ENV A=x B=y` of a commit or import: names are kept, and other instructions as they are. */
function withoutValues(value: string): string {
  return value
    .split('\n')
    .map((line) => {
      const [, instruction = '', rest = ''] = /^(\s*(?:ENV|ARG)\s+)(.*)/is.exec(line) ?? [];
      if (instruction === '') return redactAddresses(line);
      const names = rest.match(/(?:^|\s)[A-Za-z_][\w.-]*(?==)/g) ?? rest.match(/^\S+/) ?? [];
      return `${instruction}${names.map((name) => `${name.trim()}=${removed}`).join(' ')}`;
    })
    .join('\n');
}

/** Users and passwords before a host, and what signs an address. A user alone named git is no secret. */
function redactAddresses(text: string): string {
  return text
    .replace(
      /([a-z][a-z0-9+.-]{0,31}:\/\/)([^\s/?#]*)@/gi,
      (whole, scheme: string, user: string) => (user === 'git' ? whole : `${scheme}${removed}@`),
    )
    .replace(/([?&;,\s]|^)([\w.%-]{1,64})=([^&;,\s#]+)/g, (whole, before: string, name: string) =>
      secret.test(name) ? `${before}${name}=${removed}` : whole,
    );
}
