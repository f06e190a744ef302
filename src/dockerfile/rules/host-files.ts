import { isHostPath } from '../host-path.js';
import { actRule, eitherRule } from '../rule.js';

const kernel =
  /^\/proc\/sys\/kernel\/(?:core_pattern|modprobe|hotplug)|^\/proc\/sysrq-trigger|\/release_agent$|^\/sys\/fs\/cgroup\/.*(?:release_agent|notify_on_release)$|^\/sys\/kernel\/uevent_helper/;

export const hostFiles = eitherRule(
  {
    id: 'host-files',
    severity: 'High',
    message: 'It reaches for the host around the container.',
    why: 'These paths lead out of a container: to the host’s files, its first process or its kernel’s hooks.',
    instead: 'Remove it. What has to be done on the host is done on the host.',
    techniques: ['T1611'],
  },
  (about) =>
    actRule(
      about,
      'write',
      ({ path }, { name }) =>
        !/^(?:ADD|COPY)$/.test(name) &&
        (kernel.test(path) || isHostPath(path)) && {
          message: `${path} is written, which is the host’s.`,
        },
    ),
  (about) =>
    actRule(about, 'command', ({ name, args }, { name: instruction }) => {
      if (
        name === 'nsenter' &&
        args.some(
          (arg, i) =>
            /^(?:-t1|--target=1)$/.test(arg) ||
            (/^(?:-t|--target)$/.test(arg) && args[i + 1] === '1'),
        )
      )
        return { message: 'nsenter enters the host’s first process.' };
      if (name === 'chroot' && isHostPath(`${args.find((arg) => !arg.startsWith('-')) ?? ''}/`))
        return { message: 'chroot enters the host’s files.' };
      if (
        (name === 'mount' || name === 'debugfs') &&
        args.some((arg) => /^\/dev\/(?:sd|vd|xvd|hd)[a-z]|^\/dev\/(?:nvme|mmcblk)\d/.test(arg))
      )
        return { message: `${name} opens a disk of the host.` };
      if ((name === 'insmod' || name === 'kexec') && !args.some((arg) => arg.startsWith('--v')))
        return {
          severity: instruction === 'RUN' ? 'High' : 'Medium',
          message: `${name} changes the host’s kernel.`,
        };
      return false;
    }),
);
