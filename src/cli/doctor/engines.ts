import type { EngineProbe } from '../../sense/docker.js';
import { type Finding, note, ok, problem } from './finding.js';

/** One engine is enough; of sockets that nobody listens on, only the likeliest is worth a word. */
export function engineFindings(probes: readonly EngineProbe[]): Finding[] {
  const reachable = probes.filter((probe) => probe.reachable);
  if (reachable.length > 0) return reachable.flatMap(describe);
  const [likeliest] = probes;
  if (likeliest === undefined) return [problem('docker', 'no Docker Engine found')];
  const why = `no Docker Engine answers at ${likeliest.endpoint}: ${likeliest.error ?? 'unknown reason'}`;
  return [problem('docker', why, likeliest.mend)];
}

function describe(probe: EngineProbe): Finding[] {
  const more = [
    `API ${probe.apiVersion ?? '?'}`,
    ...(probe.storageDriver === undefined ? [] : [probe.storageDriver]),
    ...(probe.cgroupVersion === undefined ? [] : [`cgroups ${probe.cgroupVersion}`]),
    ...(probe.rootless === true ? ['rootless'] : []),
  ].join(', ');
  const found = ok(
    'docker',
    `Docker Engine ${probe.version ?? '?'} at ${probe.endpoint} (${more})`,
  );
  const plugins = probe.authorizationPlugins ?? [];
  if (plugins.length === 0) return [found];
  return [
    found,
    note('docker-plugins', `its requests pass ${plugins.join(', ')}, which may refuse some`),
  ];
}
