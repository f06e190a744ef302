/** Official images of Docker Hub: the names without an owner. hub.docker.com/u/library */
export const officialImages = new Set(
  `adminer aerospike almalinux alpine alt amazoncorretto amazonlinux api-firewall arangodb archlinux backdrop bash bonita
  buildpack-deps busybox caddy cassandra centos chronograf cirros clearlinux clefos clickhouse clojure composer consul convertigo
  couchbase couchdb crate dart debian docker drupal eclipse-mosquitto eclipse-temurin eggdrop elasticsearch elixir emqx
  erlang euleros express-gateway fedora flink fluentd friendica gazebo gcc geonetwork ghost gradle groovy haproxy haskell
  haxe hello-world hello-seattle hitch hola-mundo httpd hylang ibmjava ibm-semeru-runtimes influxdb irssi jenkins jetty
  jobber joomla jruby julia kapacitor kibana kong krakend lightstreamer liquibase logstash mageia mariadb matomo maven
  mediawiki memcached mongo mongo-express monica mono mysql nats nats-streaming neo4j neurodebian nextcloud nginx nimbus
  node notary nuxeo odoo open-liberty openjdk openresty opensuse oraclelinux orientdb percona perl photon php php-zendserver
  phpmyadmin plone postfixadmin postgres pypy python r-base rabbitmq rakudo-star rapidoid redis redmine registry
  rethinkdb rockylinux rocket.chat ros ruby rust sapmachine satosa scratch sentry silverpeas sl solr sonarqube sourcemage
  spark spiped storm swift swipl teamspeak telegraf thrift tomcat tomee traefik ubi ubuntu ubuntu-debootstrap ubuntu-upstart unit
  varnish vault websphere-liberty wordpress xwiki yourls znc zookeeper alma`.split(/\s+/),
);

/** Registries that many pull from. */
export const registries = [
  'docker.io',
  'docker.com',
  'gcr.io',
  'ghcr.io',
  'quay.io',
  'mcr.microsoft.com',
  'microsoft.com',
  'registry.k8s.io',
  'k8s.gcr.io',
  'public.ecr.aws',
  'amazonaws.com',
  'azurecr.io',
  'pkg.dev',
  'registry.gitlab.com',
  'registry.access.redhat.com',
  'registry.redhat.io',
  'docker.elastic.co',
  'nvcr.io',
  'lscr.io',
  'cgr.dev',
  'docker.pkg.github.com',
  'registry.fedoraproject.org',
  'registry.suse.com',
  'container-registry.oracle.com',
];
