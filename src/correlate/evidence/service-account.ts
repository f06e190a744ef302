import { brief, type EvidenceRule, requestRow } from '../case.js';

/** Accounts under which programs answer strangers; Debian's, Red Hat's and Alpine's names. */
const services = new Set(
  `www-data apache httpd nginx http caddy lighttpd haproxy varnish squid nobody nfsnobody tomcat jetty php-fpm
  mysql mariadb postgres redis mongodb mongod memcache memcached elasticsearch couchdb cassandra kafka zookeeper
  rabbitmq activemq named bind unbound dnsmasq postfix exim Debian-exim dovecot mail ftp vsftpd proftpd sshd ntp
  snmp samba asterisk`.split(/\s+/),
);

/** What serves the network has no business with the engine: where it asks for an image, somebody speaks through it. */
export const serviceAccount: EvidenceRule = {
  id: 'service-account',
  techniques: [],
  find(subject) {
    const account = subject.build.AccountName ?? '';
    // Inside a container the same number may be anybody.
    if (!services.has(account) || subject.build.RequesterContainerId) return undefined;
    return {
      weight: 2,
      explanation: `Asked for by ${brief(account, 40)}, an account of a network service.`,
      rows: requestRow(subject),
    };
  },
};
