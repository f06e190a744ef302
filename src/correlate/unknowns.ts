import { brief, type Case } from './case.js';

/** What could not be seen or told, each a sentence: what is not known is never passed off as clean. */
export function unknownsOf({ build, details, steps }: Case): string[] {
  const unknowns: string[] = [];
  const seen = build.RequesterCommandLine || build.RequesterFileName || details.RequesterRemoteIP;
  if (!seen) unknowns.push('Who asked for the build: no client on this host accounts for it.');
  if (seen && build.AuditUserId === null && !details.RequesterRemoteIP) {
    unknowns.push('Who had logged in: no login led to the client.');
  }
  if (!build.Dockerfile) unknowns.push('The Dockerfile: its text could not be read.');
  if (details.DockerfileTruncated)
    unknowns.push('The whole Dockerfile: only its beginning was kept.');
  if (build.DockerfileSource === 'history') {
    unknowns.push(
      'The Dockerfile as it was: this is what the image says of itself, which its builder can forge.',
    );
  }
  if (!build.ImageId && build.State === 'succeeded') {
    unknowns.push('Which image came out: the engine named none.');
  }
  if (details.UndecidedSteps.length > 0) {
    const [first] = details.UndecidedSteps;
    unknowns.push(
      `Whether ${details.UndecidedSteps.length} further steps belong to it or to another build that ran at the same time, such as: ${brief(first?.Command ?? '')}`,
    );
  }
  for (const step of steps) {
    if (step.command === '')
      unknowns.push(`What step ${step.index + 1} ran: its processes were not seen.`);
  }
  if (details.StepsLeftOut > 0)
    unknowns.push(`${details.StepsLeftOut} further steps: too many to keep.`);
  if (build.State === 'unknown') unknowns.push('How the build ended.');
  for (const gap of details.Gaps) unknowns.push(gap);
  return unknowns;
}
