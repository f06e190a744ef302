import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { told } from './fixtures/told.js';
import { UnknownFormat } from './index.js';

const fixture = (name: string): URL => new URL(`fixtures/${name}`, import.meta.url);

const row = (name: string): string =>
  `{"table":"DeviceProcessEvents","TimeGenerated":"2026-03-01T08:00:00Z","FileName":"${name}"}\n`;

describe('a long record takes no more time than its length', () => {
  const many = (text: string): string => text.repeat(400_000 / text.length);
  const call = 'type=SYSCALL msg=audit(1772352000.123:1): arch=c000003e syscall=59 pid=1 ';
  const auoms = 'type=AUOMS_EXECVE audit(1772352000.123:1): syscall=execve success=yes pid=1';
  const entry = (message: string): string =>
    JSON.stringify({
      __REALTIME_TIMESTAMP: '1772352000123456',
      SYSLOG_IDENTIFIER: 'dockerd',
      MESSAGE: message,
    });
  const records: [string, string][] = [
    ['auditd', call + many('a')],
    ['auditd', call + many('a="')],
    ['auditd', many(' type=')],
    ['sysmon', `<Event>Linux-Sysmon${many('<EventID')}`],
    ['sysmon', `<Event>Linux-Sysmon<EventID>1</EventID>${many('<Data Name="a">')}`],
    ['auoms', auoms + many(' path_name=[')],
    ['auoms', auoms + many(' cmdline=')],
    ['journal', entry(many('a="'))],
    ['journal', entry(`msg="Calling POST /build?${many('t=a&')}"`)],
    [
      'falco',
      JSON.stringify({
        rule: 'r',
        time: '2026-03-01T08:00:00Z',
        output_fields: { 'evt.type': 'connect', 'fd.name': many('a:1->') },
      }),
    ],
  ];

  it.each(records)('%s %.90s', { timeout: 3_000 }, async (format, record) => {
    const { bytes } = await told(Buffer.from(record), 'f', { format });
    expect(bytes).toBe(Buffer.byteLength(record));
  });
});

describe('records of more hosts than are read at a time', () => {
  it('keep their hosts, and lose nothing', async () => {
    const hosts = Array.from({ length: 60 }, (_, index) => `host-${index}`);
    const record = (host: string, _raw: string) =>
      `${JSON.stringify({ result: { host, _raw } })}\n`;
    const id = 'msg=audit(1772352000.100:1)';
    const text = hosts
      .map(
        (host, index) =>
          record(host, `type=SYSCALL ${id}: arch=c000003e syscall=59 success=yes pid=${index}`) +
          record(host, `type=EXECVE ${id}: argc=1 a0="${host}"`),
      )
      .join('');
    const { rows, rejected } = await told(Buffer.from(text), 'f');
    expect(rejected).toEqual([]);
    expect(rows).toHaveLength(60);
    for (const { row: one } of rows)
      expect(one).toMatchObject({ ProcessCommandLine: one.DeviceName, DeviceId: one.DeviceName });
  });
});

describe('a record that is too much', () => {
  const long = `{"table":"DeviceProcessEvents","FileName":"${'x'.repeat(5000)}"}`;

  it('for its length is rejected in its place, and reading goes on', async () => {
    const lines = Buffer.from(`${row('a')}${long}\n${row('b')}`);
    for (const size of [64, 64 * 1024]) {
      const { rows, rejected } = await told(lines, 'f', { maxRecord: 1024 }, size);
      expect(rows).toHaveLength(2);
      expect(rejected).toMatchObject([{ line: 2, reason: 'it is longer than 1024 bytes' }]);
      expect(rejected[0]?.excerpt).toMatch(/^\{"table"/);
    }
  });

  it('is rejected within an array too', async () => {
    const array = Buffer.from(`[${row('a')},${long},\n${row('b')}]`);
    const { rows, rejected } = await told(array, 'f', { maxRecord: 1024 }, 100);
    expect(rows).toHaveLength(2);
    expect(rejected).toMatchObject([{ line: 2, reason: 'it is longer than 1024 bytes' }]);
  });

  it('is rejected when it is a cell', async () => {
    const csv = Buffer.from(
      `Timestamp,ActionType\n2026-03-01T08:00:00Z,"${'x'.repeat(5000)}"\n2026-03-01T08:00:00Z,FileCreated\n`,
    );
    const { rows, rejected } = await told(csv, 'f', { maxRecord: 1024 }, 100);
    expect(rows).toHaveLength(1);
    expect(rejected).toMatchObject([{ line: 2, reason: 'it is longer than 1024 bytes' }]);
  });

  it('for its depth is rejected', async () => {
    const deep = `{"table":"Alerts","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}\n`;
    const { rows, rejected } = await told(Buffer.from(row('a') + deep), 'f');
    expect(rows).toHaveLength(1);
    expect(rejected).toMatchObject([{ line: 2, reason: 'it nests deeper than 64 levels' }]);
  });

  it('50 MB without a line end are not held', async () => {
    const megabyte = Buffer.alloc(1024 * 1024, 'y');
    const parts = [Buffer.from(row('a')), ...Array.from({ length: 50 }, () => megabyte)];
    const before = process.memoryUsage().arrayBuffers;
    const { rows, rejected } = await told(
      Buffer.concat([...parts, Buffer.from(`\n${row('b')}`)]),
      'f',
    );
    expect(rows).toHaveLength(2);
    expect(rejected).toMatchObject([{ line: 2, reason: 'it is longer than 16 MiB' }]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(150e6);
  });
});

describe('text', () => {
  it('that is not UTF-8 is read with a remark', async () => {
    const bytes = Buffer.concat([
      Buffer.from(
        '{"table":"DeviceProcessEvents","TimeGenerated":"2026-03-01T08:00:00Z","FileName":"',
      ),
      Buffer.from([0xff]),
      Buffer.from(`"}\n${row('b')}`),
    ]);
    const { rows, remarks } = await told(bytes, 'f');
    expect(rows).toMatchObject([{ row: { FileName: '\ufffd' } }, { row: { FileName: 'b' } }]);
    expect(remarks).toMatchObject([
      { line: 1, reason: expect.stringContaining('not valid UTF-8') },
    ]);
  });

  it('in UTF-16 is refused with what to do', async () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(row('a'), 'utf16le')]);
    await expect(told(bytes, 'f')).rejects.toThrow('iconv');
  });

  it.each([
    ['----\ntype=EXECVE msg=audit(03/01/2026 08:00:01.000:7) : argc=1 a0=id\n', 'ausearch --raw'],
    ['#separator \\x09\n#fields\tts\tuid\n', 'LogAscii::use_json=T'],
    ['{"recording":1,"device":{}}\n', 'watch --replay'],
  ])('in a form that loses some of it is refused with what to do: %j', async (text, what) => {
    await expect(told(Buffer.from(text), 'f')).rejects.toThrow(what);
  });

  it('whose ends of lines were lost is still told apart', async () => {
    const call = (id: number) =>
      `type=SYSCALL msg=audit(1772352000.100:${id}): arch=c000003e syscall=59 success=yes pid=${id}`;
    const exec = (id: number) => `type=EXECVE msg=audit(1772352000.100:${id}): argc=1 a0="id"`;
    const { rows, rejected } = await told(
      Buffer.from(`${call(1)} ${exec(1)}node=web-7 ${call(2)} node=web-7 ${exec(2)}\n`),
      'f',
    );
    expect(rows).toMatchObject([{ row: { ProcessId: 1 } }, { row: { ProcessId: 2 } }]);
    expect(rejected).toEqual([]);
    const event = (pid: number) =>
      `<Event><System><Provider Name="Linux-Sysmon"/><EventID>5</EventID></System><EventData><Data Name="UtcTime">2026-03-01 08:00:00.000</Data><Data Name="ProcessId">${pid}</Data></EventData></Event>`;
    const events = await told(Buffer.from(`${event(1)}\r${event(2)}${event(3)}\n`), 'f');
    expect(events.rows).toMatchObject([
      { row: { ProcessId: 1 } },
      { row: { ProcessId: 2 } },
      { row: { ProcessId: 3 } },
    ]);
  });

  it('between bytes of zero is read, with a remark or one rejection', async () => {
    const zeros = Buffer.alloc(4096);
    const begins = await told(Buffer.concat([zeros, Buffer.from(row('a'))]), 'f');
    expect(begins.rows).toHaveLength(1);
    expect(begins.remarks.map(({ reason }) => reason)).toEqual([
      'it begins with 4096 bytes of zero, which are passed over',
    ]);
    const ends = await told(Buffer.concat([Buffer.from(`[${row('a')}]`), zeros]), 'f');
    expect(ends.rows).toHaveLength(1);
    expect(ends.rejected).toHaveLength(1);
  });

  it('of joined CSV files has a header for each', async () => {
    const file = (name: string) =>
      `\ufeff"Timestamp",DeviceName,ActionType,FileName\n2026-03-01T08:00:00Z,h,ProcessCreated,${name}\n`;
    const { rows, rejected } = await told(Buffer.from(`\n${file('a')}${file('b')}`), 'f');
    expect(rows).toMatchObject([{ row: { FileName: 'a' } }, { row: { FileName: 'b' } }]);
    expect(rejected).toEqual([]);
  });

  it('in no known format is refused, saying what was tried', async () => {
    const refused = told(Buffer.from('a poem\nof two lines\n'), 'f');
    await expect(refused).rejects.toThrow(UnknownFormat);
    await expect(refused).rejects.toThrow(/"a poem".*keelwatch.*auditd/);
  });

  it('of nothing gives nothing', async () => {
    expect(await told(Buffer.from(''), 'f')).toMatchObject({ rows: [], rejected: [] });
  });

  it('in a format that there is not is a configuration error', async () => {
    await expect(told(Buffer.from('x'), 'f', { format: 'evtx' })).rejects.toThrow(
      '"evtx" is no format',
    );
  });
});

describe('compressed files', () => {
  it.each([
    ['\xfd7zXZ\0', 'xz -d'],
    ['BZh91AY&SY', 'bunzip2'],
    ['PK\x03\x04', 'unzip'],
    [`${'a.log'.padEnd(257, '\0')}ustar`, 'tar xf'],
    ['LPKSHHRH', 'journalctl --file'],
  ])('of other kinds are refused with what to do', async (beginning, what) => {
    const bytes = Buffer.from(`${beginning}${'\x01\xff'.repeat(50)}`, 'latin1');
    await expect(told(bytes, 'f')).rejects.toThrow(what);
    await expect(told(gzipSync(bytes), 'f')).rejects.toThrow(what);
  });

  it('compressed twice are refused', async () => {
    const bytes = gzipSync(gzipSync(row('a')));
    await expect(told(bytes, 'f')).rejects.toThrow('compressed twice');
  });

  it('are recognised by content and unpacked, also in several members', async () => {
    const bytes = Buffer.concat([gzipSync(row('a')), gzipSync(row('b'))]);
    for (const size of [1, 64 * 1024]) {
      expect((await told(bytes, 'f', {}, size)).rows).toHaveLength(2);
    }
  });

  it('that end early give what could be read and a rejection', async () => {
    const text = Array.from({ length: 5000 }, (_, index) => row(`p${index}-${Math.sin(index)}`));
    const bytes = gzipSync(text.join(''));
    const cut = await told(bytes.subarray(0, bytes.length - 5000), 'f');
    expect(cut.rows.length).toBeGreaterThan(100);
    expect(cut.rejected.map(({ reason }) => reason)).toContainEqual(
      expect.stringMatching(/^gzip: /),
    );
  });

  it('in zstd that end early do so too', async () => {
    const bytes = readFileSync(fixture('keelwatch/rows.ndjson.zst'));
    const { rows, rejected } = await told(bytes.subarray(0, bytes.length - 10), 'f');
    expect(rows).toHaveLength(2);
    expect(rejected.map(({ reason }) => reason)).toContainEqual(
      expect.stringMatching(/^zstd: unexpected EOF/),
    );
  });

  describe('in zstd', () => {
    const block = (content: string, isLast = true): Buffer => {
      const head = Buffer.alloc(3);
      head.writeUIntLE((content.length << 3) | (isLast ? 1 : 0), 0, 3);
      return Buffer.concat([head, Buffer.from(content)]);
    };
    /** One that asks for a window of 2 to the power of `exponent`, without a checksum. */
    const frame = (exponent: number, ...blocks: Buffer[]): Buffer =>
      Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, (exponent - 10) << 3]), ...blocks]);
    const passedOver = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

    it.each([1, 7, 100_000])('are read frame by frame, %i bytes at once', async (size) => {
      const whole = readFileSync(fixture('keelwatch/rows.ndjson.zst'));
      const bytes = Buffer.concat([whole, passedOver, frame(21, block(row('a'))), whole]);
      const once = await told(whole, 'f');
      const { rows, rejected } = await told(bytes, 'f', {}, size);
      expect(rows).toHaveLength(2 * once.rows.length + 1);
      expect(rejected).toHaveLength(2 * once.rejected.length);
    });

    it.each([1, 100_000])(
      'end at a frame that asks for too much, %i bytes at once',
      async (size) => {
        const bytes = Buffer.concat([frame(21, block(row('a'))), frame(30, block(row('b')))]);
        const { rows, rejected } = await told(bytes, 'f', {}, size);
        expect(rows).toHaveLength(1);
        expect(rejected.map(({ reason }) => reason)).toEqual([
          'zstd: it needs a window of more than 128 MiB: unpack it with zstd -d',
        ]);
      },
    );

    it('end at blocks so small that a large window is moved for each', async () => {
      const lines = Array.from({ length: 20_000 }, () => block('\n', false));
      const bytes = Buffer.concat([frame(21, block(row('a'))), frame(27, ...lines, block('\n'))]);
      const { rows, rejected } = await told(bytes, 'f');
      expect(rows).toHaveLength(1);
      expect(rejected.map(({ reason }) => reason)).toEqual([
        'zstd: its blocks are too small: unpack it with zstd -d',
      ]);
    });
  });

  it('that expand beyond measure are refused', async () => {
    const bytes = gzipSync(Buffer.concat([Buffer.from(row('a')), Buffer.alloc(80e6, 32)]));
    const { rows, rejected } = await told(bytes, 'f');
    expect(rows).toHaveLength(1);
    expect(rejected.map(({ reason }) => reason)).toEqual([
      'it expands more than 500-fold, as a decompression bomb does',
      'it is longer than 16 MiB',
    ]);
  });
});
