import type { ChainEntry } from '../../correlate/details.js';

/** Programs that stand for a way in, nearest to the client first. */
const origins: [RegExp, string][] = [
  [/^(?:sshd|sshd-session|dropbear)$/, 'a login over SSH'],
  [/^(?:crond?|anacron|atd)$/, 'a scheduled job'],
  [/^(?:login|agetty|getty)$/, 'a login on a terminal'],
  [/^(?:gdm.*|sddm|lightdm|gnome-shell|xfce4-session|plasmashell)$/, 'a desktop session'],
  [/^(?:nginx|apache2|httpd|php-fpm.*|java|node|gunicorn|uwsgi|tomcat.*)$/, 'a service'],
  [/^(?:containerd-shim.*|conmon|runc|crun)$/, 'a container'],
  [/^(?:systemd|init|runit|s6-svscan|openrc.*)$/, 'a service or a session of systemd'],
];

/** Where the chain of processes leads, as far as it was seen; empty when its end tells nothing. */
export function originOf(chain: readonly Pick<ChainEntry, 'FileName'>[]): string {
  for (const { FileName } of chain.slice(1)) {
    const found = origins.find(([pattern]) => pattern.test(FileName));
    if (found) return `${found[1]} (${FileName})`;
  }
  return '';
}
