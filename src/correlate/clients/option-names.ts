import { optionNames } from '../arguments.js';

/** Options with a value before the subcommand, of docker and its kin. */
export const globalOptions = optionNames(
  'config c context H host l log-level tlscacert tlscert tlskey log-format root runroot storage-driver storage-opt url connection identity a address n namespace cgroup-manager events-backend network-config-dir runtime tmpdir',
);

/** Options with a value of `build`, of docker, buildx, podman, buildah and nerdctl. */
export const buildOptions = optionNames(
  `add-host annotation arch attest authfile b build-arg build-context builder cache-from cache-to cache-ttl cap-add
  cap-drop cert-dir c cgroup-parent cgroupns compress-level cpp-flag cpu-period cpu-quota cpu-shares cpuset-cpus
  cpuset-mems cpus creds decryption-key device dns dns-option dns-search env f file force-compression from
  format group-add hooks-dir http-proxy-env ignorefile iidfile ipc isolation jobs label layer-label logfile m memory
  memory-swap metadata-file network no-cache-filter o os os-feature os-version output pid platform progress retry
  retry-delay runtime runtime-flag secret security-opt set shm-size sign-by source-policy-file squash-level ssh t tag target
  timestamp ulimit unsetenv userns userns-gid-map userns-uid-map uts v variant volume allow call`,
);
