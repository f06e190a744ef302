/**
 * Where the host's files are mounted by those who want them, and the ways of /proc to them. A build has no such mounts,
 * and `/rootfs` is where it puts another image together: that is nobody's host.
 */
const hosts =
  /^\/(?:host|hostfs|host[-_]?root|mnt\/host|proc\/1\/(?:root|cwd))\/+(?:etc|root|home|var|usr|bin|sbin|lib|boot|opt|proc|dev|run|tmp)?(?:\/|$)/;

export const isHostPath = (path: string): boolean => hosts.test(path);
