import { actRule } from '../rule.js';
import { addressOf, readUrl } from '../source.js';

const addresses = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '100.100.100.200',
  '192.0.0.192',
  '169.254.0.23',
]);
const names =
  /(?:^|[/@"'\s])(?:metadata\.google\.internal|metadata\.tencentyun\.com|metadata\.azure\.internal|instance-data(?:\.ec2\.internal)?)(?:[:/"'\s]|$)|(?:^|\/\/)metadata\/computeMetadata\/|\[?fd00:ec2::(?:254|23)\b|\[?fd20:ce::254\b/i;

/** What a cluster gives every pod, and so the one in which a build runs. */
const takesToken =
  /(?:^|[\s"'@=<])\/(?:var\/)?run\/secrets\/kubernetes\.io\/serviceaccount\/token\b/;

export const metadataService = actRule(
  {
    id: 'metadata-service',
    severity: 'High',
    message: 'A step asks the cloud’s metadata service.',
    why: 'It answers whoever can reach it with the credentials of the machine on which the build runs.',
    instead: 'Give a build the one secret that it needs, with RUN --mount=type=secret.',
    techniques: ['T1552.005'],
  },
  'command',
  ({ name, args }, instruction) => {
    if (/^(?:echo|printf|sed|grep|test|\[)$/.test(name)) return false;
    const text = args.join(' ').slice(0, 65_536);
    // What it prints is text for somebody else.
    if (/^[gm]?awk$/.test(name) && !/\bsystem\s*\(|\bgetline\b|\/inet/.test(text)) return false;
    const hosts =
      text.match(
        /(?<=^|[\s"'/@(:])(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+)){0,3}(?=$|[\s"'/:)$])/gi,
      ) ?? [];
    const urls = text.match(/\bhttps?:\/\/[^\s"']+/gi) ?? [];
    const isNamed =
      names.test(text) ||
      hosts.some((host) => isService(host)) ||
      urls.some((url) => isService(readUrl(url)?.host ?? ''));
    if (!isNamed && !takesToken.test(text)) return false;
    if (!isNamed)
      return (
        instruction.name === 'RUN' && {
          message: `${name} takes the credentials of the pod in which the build runs.`,
        }
      );
    const message = `${name} asks the cloud’s metadata service.`;
    return instruction.name === 'RUN' ? { message } : { severity: 'Medium', message };
  },
);

function isService(host: string): boolean {
  // A number alone may be anything, but for the one that is this address.
  return addresses.has(addressOf(host) ?? '');
}
