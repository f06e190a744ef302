import { expect, it } from 'vitest';
import { kernelFindings } from './kernel.js';

it('says of the kernel sensor what was found and what mends it', () => {
  const found = kernelFindings(
    {
      ok: false,
      bpftraceVersion: null,
      checks: [
        { id: 'platform', ok: true, found: 'linux on x64', mend: '' },
        { id: 'root', ok: false, found: 'not running as root', mend: 'run it with sudo' },
        { id: 'bpftrace', ok: false, found: 'bpftrace does not run', mend: 'install it' },
        { id: 'btf', ok: false, found: 'no type information', mend: '' },
      ],
    },
    { release: '6.1.0', mayMountTracefs: true },
  );
  expect(found).toEqual([
    { id: 'platform', state: 'ok', text: 'linux on x64, kernel 6.1.0' },
    { id: 'bpftrace', state: 'problem', text: 'bpftrace does not run', mend: 'install it' },
    { id: 'btf', state: 'problem', text: 'no type information' },
  ]);
});

it('minds an unmounted tracefs only where the sensor cannot mount it', () => {
  const tracefs = { id: 'tracefs' as const, ok: false, found: 'not mounted', mend: 'mount it' };
  const probe = { ok: false, bpftraceVersion: '0.17', checks: [tracefs] };
  const root = { id: 'root' as const, ok: false, found: 'not running as root', mend: 'sudo' };
  const [unseen] = kernelFindings(
    { ...probe, checks: [root, tracefs] },
    { release: '6.1.0', mayMountTracefs: false },
  );
  expect(unseen?.state).toBe('note');
  const [may] = kernelFindings(probe, { release: '6.1.0', mayMountTracefs: true });
  expect(may).toEqual({
    id: 'tracefs',
    state: 'note',
    text: 'not mounted; keelwatch watch mounts it',
  });
  const [cannot] = kernelFindings(probe, { release: '6.1.0', mayMountTracefs: false });
  expect(cannot).toMatchObject({ state: 'problem', mend: 'mount it' });
});
