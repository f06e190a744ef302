import { readReference } from '../imitation.js';
import { actRule, eitherRule, wholeRule } from '../rule.js';
import { addressOf, isPrivate, kindOf, readUrl } from '../source.js';
import { brief, isLoopbackUrl, nameOf } from '../told.js';

export const rawAddress = eitherRule(
  {
    id: 'raw-address',
    severity: 'High',
    message: 'Something is fetched from an address without a name.',
    why: 'Published software has a name and an ordinary port; a server set up for an afternoon often has neither. Who holds an address cannot be checked, and changes.',
    instead: 'Fetch from the maker’s host by name over HTTPS, and compare a checksum.',
    techniques: ['T1105'],
  },
  (about) =>
    actRule(about, 'fetch', ({ download }, { name }) => {
      if (download.urls.some(isLoopbackUrl)) return false;
      const kind = kindOf(download);
      // What a container fetches when it runs is its own business; what a build fetches gets into the image.
      const isBuild = name === 'RUN' || name === 'ADD';
      if (kind === 'address') {
        const severity = isBuild && !download.isVerified ? 'High' : 'Medium';
        return {
          severity,
          message: `${nameOf(download)} is fetched from an address without a name.`,
        };
      }
      if (!isBuild) return false;
      if (kind === 'port') {
        return {
          severity: 'Medium',
          message: `${nameOf(download)} is fetched from a port on which software is hardly published.`,
        };
      }
      const address = download.urls.map((url) => addressOf(readUrl(url)?.host ?? '')).find(Boolean);
      if (!address || !isPrivate(address)) return false;
      return {
        severity: 'Low',
        message: `${nameOf(download)} is fetched from an address of a private network.`,
      };
    }),
  (about) =>
    wholeRule(about, ({ images, instructions }) =>
      images.flatMap(({ reference, instruction }) => {
        const start = instructions[instruction]?.start;
        const address = addressOf(readReference(reference).registry.replace(/:\d+$/, ''));
        if (!start || !address || /^(?:127|0)\./.test(address)) return [];
        return [
          {
            ...start,
            instruction,
            severity: isPrivate(address) ? ('Low' as const) : ('High' as const),
            message: `${brief(reference)} is from a registry that is an address without a name.`,
          },
        ];
      }),
    ),
);
