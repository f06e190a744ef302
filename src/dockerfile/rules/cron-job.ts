import { isHostPath } from '../host-path.js';
import { isHostile } from '../hostile.js';
import { isOpen } from '../origin.js';
import { actRule, eitherRule } from '../rule.js';

const tables =
  /\/etc\/(?:cron\.(?:d|hourly|daily|weekly|monthly)\/|crontab$|anacrontab$|periodic\/)|\/var\/spool\/cron/;

export const cronJob = eitherRule(
  {
    id: 'cron-job',
    severity: 'Low',
    message: 'A job is scheduled with cron.',
    why: 'A job comes back as often as it likes: attackers use it to fetch their programs again after somebody has removed them.',
    instead:
      'Schedule from outside: one container per run. Never fetch and run something in a job.',
    techniques: ['T1053.003'],
  },
  (about) =>
    actRule(about, 'write', ({ path, text }, _, { acts }) => {
      if (!tables.test(path)) return false;
      if (isHostPath(path))
        return { severity: 'High', message: `A job is put into the host’s ${path}.` };
      if (isOpen(path, acts))
        return {
          severity: 'High',
          message: `${path} is a download that anybody may have put there.`,
        };
      return isHostile(jobs(text))
        ? {
            severity: 'High',
            message: `A job in ${path} fetches or decodes something and runs it.`,
          }
        : { message: `A job is put into ${path}.` };
    }),
  (about) =>
    actRule(about, 'command', ({ name, args, stdin }) => {
      if (name !== 'crontab' || args.some((arg) => /^-[lr]$/.test(arg))) return false;
      return isHostile(jobs(stdin ?? ''))
        ? { severity: 'High', message: 'A job fetches or decodes something and runs it.' }
        : true;
    }),
);

/** The commands of a table. */
function jobs(text: string): string {
  return text
    .slice(0, 65_536)
    .split('\n')
    .map((line) => line.replace(/^\s*(?:@\w+|(?:[\d*/,-]+\s+){5})\s*(?:root\s+)?/, ''))
    .join('\n');
}
