import { describe, expect, it } from 'vitest';
import { hasCommand, readDockerfileCommands } from './commands.js';

const text = `# syntax=x
FROM alpine AS base
ARG API_TOKEN=s3cret
run apk add \\
    # a comment within
    curl \\

 && rm -rf /var/cache
RUN ["/bin/sh", "-c", "echo two; sleep 1"]
RUN --mount=type=cache,target=/c --network=none make
RUN <<EOF
set -e
echo three
EOF
COPY <<X /file
RUN not-a-command
X
ADD https://example.org/a /a
`;

describe('the commands of a Dockerfile', () => {
  const commands = readDockerfileCommands(text, false);

  it.each([
    'apk add     curl  && rm -rf /var/cache',
    'echo two; sleep 1',
    'make',
    'set -e\necho three\n',
  ])('are found as they are run: %j', (command) =>
    expect(hasCommand(commands, command)).toBe(true),
  );

  it.each(['', 'not-a-command', 'apk add curl', 'rm -rf /var/cache'])(
    'are not found otherwise: %j',
    (command) => expect(hasCommand(commands, command)).toBe(false),
  );

  it('tell of an ADD that the daemon fetches', () => {
    expect(commands.addsUrl).toBe(true);
    expect(readDockerfileCommands('ADD a.tgz /', false).addsUrl).toBe(false);
  });

  it('take no long time over a large or endless one', () => {
    const begin = performance.now();
    readDockerfileCommands(`RUN ${'a \\\n'.repeat(20_000)}`, false);
    readDockerfileCommands('RUN <<EOF\n'.repeat(5000), false);
    expect(performance.now() - begin).toBeLessThan(3000);
  });
});
