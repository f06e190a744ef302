import { brief, type Case } from './case.js';

/** What could not be seen or told, each a sentence: what is not known is never passed off as clean. */
export function unknownsOf({ build, details, steps }: Case): string[] {
  const unknowns: string[] = [];
  const isBuild = (build.Method ?? 'build') === 'build';
  const seen = build.RequesterCommandLine || build.RequesterFileName || details.RequesterRemoteIP;
  if (!seen) unknowns.push('Who asked for the build: no client on this host accounts for it.');
  if (seen && build.AuditUserId === null && !details.RequesterRemoteIP) {
    unknowns.push('Who had logged in: no login led to the client.');
  }
  if (!build.Dockerfile && isBuild) unknowns.push('The Dockerfile: its text could not be read.');
  if (details.DockerfileTruncated)
    unknowns.push('The whole Dockerfile: only its beginning was kept.');
  if (build.DockerfileSource === 'steps') {
    unknowns.push(
      'The Dockerfile as it was: its lines are those of the steps that BuildKit named, with arguments filled in.',
    );
  }
  for (const missing of details.HistoryMissing) {
    unknowns.push(`What BuildKit's history held of it: ${missing}.`);
  }
  for (const part of details.DockerfileUnknown)
    unknowns.push(`What a part of the Dockerfile does. ${part}`);
  if (build.DockerfileSource === 'history') {
    unknowns.push(
      'The Dockerfile as it was: this is what the image says of itself, which its builder can forge.',
    );
  }
  if (!build.ImageId && build.State !== 'failed' && build.State !== 'canceled') {
    unknowns.push(
      details.Recorded.includes('ContainerImageEvents')
        ? 'Which image came out: the engine named none.'
        : "Which image came out, and what ran of it: no events of an engine's were recorded.",
    );
  }
  if (details.Containers.some(({ ContainerId }) => ContainerId === ''))
    unknowns.push('Whether it was this image that ran: only its name in a command line says so.');
  if (steps.length > 0 && !details.Recorded.includes('DeviceNetworkEvents')) {
    unknowns.push('What the steps connected to: no connections were recorded.');
  }
  const ran = steps.filter(({ row, processes }) => row.ContainerId || processes.length > 0);
  if (ran.length === 0 && build.Method !== 'import' && build.Method !== 'load') {
    unknowns.push(
      isBuild
        ? 'What its steps ran: no process of them was seen, and what comes from the cache runs nothing.'
        : 'What was done in the container before: none of it was seen.',
    );
  }
  const cut = steps.find(({ row }) => /^[0-9a-f]{12,63}$/.test(row.ContainerId ?? ''));
  if (cut) {
    unknowns.push(
      `The whole ids of its containers: the source gives their first ${cut.row.ContainerId?.length} digits.`,
    );
  }
  if (ran.length > 0 && ran.every(({ row }) => row.ExitCode === null)) {
    unknowns.push('How its steps ended: no exit status was recorded.');
  }
  if (details.UndecidedSteps.length > 0) {
    const [first] = details.UndecidedSteps;
    unknowns.push(
      `Whether ${details.UndecidedSteps.length} further steps belong to it or to another build that ran at the same time, such as: ${brief(first?.Command ?? '')}`,
    );
  }
  if ((build.Method === 'import' || build.Method === 'load') && details.MadeBy === '') {
    unknowns.push('How the image was made: it came here as an archive.');
  }
  for (const step of steps) {
    if (step.command === '')
      unknowns.push(`What step ${step.index + 1} ran: its processes were not seen.`);
  }
  if (details.StepsLeftOut > 0)
    unknowns.push(`${details.StepsLeftOut} further steps: too many to keep.`);
  if (build.State === 'unknown') {
    const exits = details.Recorded.includes('ProcessExitEvents');
    unknowns.push(exits ? 'How the build ended.' : 'How the build ended: no exits were recorded.');
  }
  for (const gap of details.Gaps) unknowns.push(gap);
  return unknowns;
}
