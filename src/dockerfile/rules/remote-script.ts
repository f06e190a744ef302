import { actRule } from '../rule.js';
import { isThrowAwayHost, kindOf } from '../source.js';
import { nameOf } from '../told.js';

export const remoteScript = actRule(
  {
    id: 'remote-script',
    severity: 'Low',
    message: 'A program from elsewhere is run without a checksum or signature.',
    why: 'It comes over HTTPS from a host with a name, as installers do; still, the next build may get another program than this one, and nobody would notice.',
    instead:
      'Save it, compare it with a checksum that stands in the Dockerfile, then run it; or use a package whose signature is checked.',
    techniques: ['T1105', 'T1195.002'],
  },
  'run',
  ({ downloads, isVerified, manner }) => {
    if (isVerified || manner === 'archive' || manner === 'package') return false;
    const download = downloads.find((each) => kindOf(each) === 'named');
    if (!download || downloads.some((each) => kindOf(each) !== 'named')) return false;
    return download.urls.some(isThrowAwayHost)
      ? {
          severity: 'High',
          message: `${nameOf(download)} is from a host where anybody publishes without a name, and is run.`,
        }
      : { message: `${nameOf(download)} is run without a checksum or signature.` };
  },
);
