import { actRule, eitherRule, wholeRule } from '../rule.js';
import { isThrowAwayHost, kindOf } from '../source.js';
import { brief, nameOf } from '../told.js';

/** Memory, hidden files among what is thrown away, and the names of the kernel's own threads. */
const isHidden = (path: string): boolean =>
  /^\/dev\/shm\/|^\/(?:var\/)?tmp\/(?:.*\/)?\.[^/.]|\/\[[\w/:.-]+\]$/.test(path);

export const remoteScript = eitherRule(
  {
    id: 'remote-script',
    severity: 'Low',
    message: 'A program from elsewhere is run without a checksum or signature.',
    why: 'It comes over HTTPS from a host with a name, as installers do; still, the next build may get another program than this one, and nobody would notice.',
    instead:
      'Save it, compare it with a checksum that stands in the Dockerfile, then run it; or use a package whose signature is checked.',
    techniques: ['T1105', 'T1195.002'],
  },
  (about) =>
    actRule(about, 'run', ({ downloads, isVerified, manner }) => {
      if (isVerified) return false;
      const isUnpacked = manner === 'archive' || manner === 'package';
      const download = downloads.find((each) => kindOf(each) === 'named');
      if (!download || downloads.some((each) => kindOf(each) !== 'named')) return false;
      if (download.urls.some(isThrowAwayHost))
        return {
          severity: 'High',
          message: `${nameOf(download)} is from a host where anybody publishes without a name, and is run.`,
        };
      if (isUnpacked) return false;
      const hidden = downloads.find(({ path }) => isHidden(path));
      return hidden
        ? {
            severity: 'High',
            message: `${nameOf(download)} is put where nobody looks, ${hidden.path}, and is run.`,
          }
        : { message: `${nameOf(download)} is run without a checksum or signature.` };
    }),
  (about) =>
    wholeRule(about, ({ frontend, instructions }) => {
      const [first] = instructions;
      if (
        !first ||
        frontend === undefined ||
        /@sha256:|^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?::|$)/.test(frontend)
      )
        return [];
      const message = `${brief(frontend)} reads this file, and decides what is built.`;
      return [{ ...first.start, instruction: 0, message }];
    }),
);
