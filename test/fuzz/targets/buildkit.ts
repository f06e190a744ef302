import {
  readContent,
  readEvent,
  readFailure,
  readStatus,
} from '../../../src/sense/build-history/messages.js';
import { readProvenance } from '../../../src/sense/build-history/provenance.js';
import { textField } from '../../../src/sense/build-history/wire.js';
import type { Target } from '../target.js';

/** A field that holds a message. */
const holding = (field: number, ...parts: Buffer[]): Buffer =>
  textField(field, Buffer.concat(parts).toString('latin1'));
const number = (field: number, value: number): Buffer => Buffer.from([field << 3, value]);

const timestamp = holding(3, number(1, 100), number(2, 7));
const record = holding(
  2,
  textField(1, 'ref'),
  textField(2, 'dockerfile.v0'),
  holding(3, textField(1, 'filename'), textField(2, 'Dockerfile')),
  timestamp,
);
const vertex = holding(
  1,
  textField(1, 'sha256:1'),
  textField(2, 'sha256:2'),
  textField(3, '[1/2] RUN x'),
  timestamp,
);
const log = holding(3, textField(1, 'sha256:1'), timestamp, textField(4, 'text'));
const provenance = {
  predicate: {
    buildConfig: {
      llbDefinition: [{ id: 'step0', op: { Op: { exec: { meta: { args: ['x'] } } } } }],
    },
    materials: [{ uri: 'pkg:docker/alpine@3', digest: { sha256: '0' } }],
    metadata: {
      'https://mobyproject.org/buildkit@v1#metadata': {
        source: {
          locations: {
            step0: { locations: [{ ranges: [{ start: { line: 1 }, end: { line: 2 } }] }] },
          },
          infos: [{ filename: 'Dockerfile', data: 'RlJPTSBh', digestMapping: {} }],
        },
      },
    },
  },
};

/** Messages of BuildKit's history. Bytes that are no message are refused with a RangeError. */
export const buildkit: Target = {
  seeds: () => [
    Buffer.concat([number(1, 1), record]),
    Buffer.concat([vertex, log]),
    Buffer.concat([number(1, 2), textField(2, 'failed'), holding(3, textField(1, 'type'), record)]),
    Buffer.from(JSON.stringify(provenance)),
  ],
  words: [
    '\x0a',
    '\x12',
    '\x1a',
    '\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01',
    '{',
    '"',
    '[]',
    'null',
  ],
  run(input) {
    for (const read of [readEvent, readStatus, readFailure, readContent]) {
      try {
        read(input);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        if (/call stack/.test(error.message)) throw error;
      }
    }
    readProvenance(input);
  },
};
