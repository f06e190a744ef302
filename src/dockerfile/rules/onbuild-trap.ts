import { wholeRule } from '../rule.js';
import { kindOf } from '../source.js';

export const onbuildTrap = wholeRule(
  {
    id: 'onbuild-trap',
    severity: 'Medium',
    message: 'ONBUILD fetches something in the builds of others.',
    why: 'It does nothing here and runs in every build that starts from this image, where nobody sees it in a Dockerfile.',
    instead: 'Leave fetching to the Dockerfiles that need it, where it can be read.',
    techniques: ['T1204.003', 'T1525'],
  },
  ({ acts }) =>
    acts.flatMap((act) => {
      if (!act.isOnBuild) return [];
      const { line, column, instruction } = act;
      const place = { line, column, instruction };
      if (act.kind === 'fetch') return [place];
      if (act.kind === 'decode' || act.kind === 'socket')
        return [
          {
            ...place,
            severity: 'High' as const,
            message: 'ONBUILD runs hidden commands in the builds of others.',
          },
        ];
      if (act.kind !== 'run' || act.isVerified) return [];
      const isNamed = act.downloads.every((download) => kindOf(download) === 'named');
      return [
        {
          ...place,
          severity: isNamed ? ('Medium' as const) : ('High' as const),
          message: 'ONBUILD runs a download in the builds of others.',
        },
      ];
    }),
);
