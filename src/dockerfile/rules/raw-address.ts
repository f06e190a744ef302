import { actRule } from '../rule.js';
import { addressOf, isPrivate, kindOf, readUrl } from '../source.js';
import { isLoopbackUrl, nameOf } from '../told.js';

export const rawAddress = actRule(
  {
    id: 'raw-address',
    severity: 'High',
    message: 'Something is fetched from an address without a name.',
    why: 'Published software has a name and an ordinary port; a server set up for an afternoon often has neither. Who holds an address cannot be checked, and changes.',
    instead: 'Fetch from the maker’s host by name over HTTPS, and compare a checksum.',
    techniques: ['T1105'],
  },
  'fetch',
  ({ download }, { name }) => {
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
  },
);
