import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from '../command.js';

/** A certificate authority that lives as long as a run: made with openssl, kept nowhere else. */
export interface Authority {
  /** In PEM, for those who are to trust it. */
  certificate: string;
  /** Makes a key and a certificate for these names and addresses, as files in the directory. */
  issue(
    subjects: readonly string[],
    directory: string,
  ): Promise<{ key: string; certificate: string }>;
}

const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];

export async function makeAuthority(directory: string): Promise<Authority> {
  const key = join(directory, 'authority.key');
  const certificate = join(directory, 'authority.pem');
  const subject = ['-subj', '/CN=a throw-away authority'];
  await mustRun('openssl', [
    'req',
    '-x509',
    ...curve,
    ...subject,
    '-keyout',
    key,
    '-out',
    certificate,
  ]);
  return {
    certificate: await mustRun('cat', [certificate]),
    issue: async (subjects, into) => {
      const file = (name: string) => join(into, name);
      const names = subjects.map((each) => `${/^[\d.]+$|:/.test(each) ? 'IP' : 'DNS'}:${each}`);
      writeFileSync(file('names'), `subjectAltName=${names.join(',')}\n`);
      const request = ['-subj', '/CN=host', '-keyout', file('tls.key'), '-out', file('tls.csr')];
      await mustRun('openssl', ['req', ...curve.slice(0, -2), ...request]);
      await mustRun('openssl', [
        'x509',
        '-req',
        '-days',
        '2',
        '-in',
        file('tls.csr'),
        '-CA',
        certificate,
        '-CAkey',
        key,
        '-CAcreateserial',
        '-extfile',
        file('names'),
        '-out',
        file('tls.pem'),
      ]);
      return { key: file('tls.key'), certificate: file('tls.pem') };
    },
  };
}
