import { ending, type Surroundings } from './build-rows.js';
import type { OpenBuild } from './open-build.js';

/** A text that differs whenever the build's rows would: cheap to make, unlike the rows. */
export function fingerprint(build: OpenBuild, around: Surroundings, alertsVersion: string): string {
  const { chain, details } = around;
  const { state, end } = ending(build, around);
  const { request, dockerfile } = build;
  return JSON.stringify([
    build.id,
    build.start,
    build.end,
    state,
    end,
    alertsVersion,
    chain.length,
    request && [
      request.commandLine,
      request.processIds,
      request.engine,
      request.builder,
      request.command,
      request.remoteIP,
      request.apiCall,
      request.userAgent,
      request.labels,
      request.sent?.Text.length,
    ],
    dockerfile && [dockerfile.Path, dockerfile.Text.length],
    build.requesterBasis?.basis,
    build.histories.map(({ ref, version }) => [ref, version]),
    build.historyBasis?.basis,
    build.steps.map(({ step, basis }) => [
      step.containerId,
      step.end,
      step.exitCode,
      step.command.length,
      step.activity?.version,
      basis.basis,
    ]),
    build.images.map(({ image, basis }) => [
      image.id,
      image.tagged.length,
      image.buildContainerId,
      image.chain.length,
      image.instructions.length,
      image.engine,
      basis.basis,
    ]),
    build.undecided.map(({ containerId }) => containerId),
    details.DockerfileWrites.length,
    details.DaemonConnections.map(({ RemoteUrl }) => RemoteUrl),
    details.OwnLayers,
    details.Descendants.length,
    details.Containers,
    details.Gaps,
    details.Discovery.length,
    details.Removals.length,
    details.EngineContainerId,
    details.EngineStart,
    details.RequesterContainer,
    details.SourceMounts,
    details.Recorded.length,
  ]);
}
