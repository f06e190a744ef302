/** The host that an HTTP/1 client says it speaks to. */
export interface HttpHost {
  /** Lower case, without a port; '' where it named an address only, or none. */
  name: string;
  /** It spoke to a proxy: the name is that of the host behind it, with its port where it was told. */
  isProxied: boolean;
}

const requestLine = /^[A-Z]{3,16} (\S{1,8000}) HTTP\/1\.[01]\r?\n/;
const absolute = /^https?:\/\/(?:[^/@]*@)?([^/?#]*)/i;
/** Host names, and with them what is used as one. An address says nothing that the connection does not. */
const hostName = /^(?=.*[a-z_])[a-z0-9_][a-z0-9_.-]{0,254}$/;

/** Null for what does not begin an HTTP/1 request. */
export function readHttpHost(bytes: Buffer): HttpHost | null {
  const text = bytes.toString('latin1');
  const [first = '', target = ''] = requestLine.exec(text) ?? [];
  if (first === '') return null;
  if (first.startsWith('CONNECT ')) return { name: named(target), isProxied: true };
  const [, authority] = absolute.exec(target) ?? [];
  if (authority !== undefined) return { name: named(authority), isProxied: true };
  const head = text.slice(first.length).split(/\r?\n\r?\n/)[0] ?? '';
  const [, host = ''] = /^host:[ \t]*(\S+)[ \t]*$/im.exec(head) ?? [];
  return { name: named(host), isProxied: false };
}

function named(authority: string): string {
  const host = authority
    .toLowerCase()
    .replace(/:\d{1,5}$/, '')
    .replace(/\.$/, '');
  return hostName.test(host) ? host : '';
}
