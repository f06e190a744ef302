import { describe, expect, it } from 'vitest';
import { parseEvent } from './event.js';

const id = 'c'.repeat(64);
const actor = `"Actor":{"ID":"${id}","Attributes":{"image":"base:1","name":"c1"}}`;
const time = '"time":1795342537,"timeNano":1795342537785302922';

describe('parseEvent', () => {
  it('reads the old shape and the one since API 1.52 alike, to the nanosecond', () => {
    const old = `{"status":"start","id":"${id}","from":"base:1","Type":"container","Action":"start",${actor},"scope":"local",${time}}`;
    const modern = `{"Type":"container","Action":"start",${actor},"scope":"local",${time}}`;
    expect(parseEvent(old)).toEqual(parseEvent(modern));
    expect(parseEvent(old)).toMatchObject({
      type: 'container',
      action: 'start',
      id,
      attributes: { image: 'base:1', name: 'c1' },
      time: 1795342537785302922n,
    });
  });

  it('does not believe status and id when they disagree', () => {
    const line = `{"status":"destroy","id":"x","Type":"container","Action":"start",${actor},${time}}`;
    expect(parseEvent(line)).toMatchObject({ action: 'start', id });
  });

  it('parts an exec from its command', () => {
    const line = `{"Type":"container","Action":"exec_create: sh -c echo a: b","Actor":{"ID":"${id}"},${time}}`;
    expect(parseEvent(line)).toMatchObject({ action: 'exec_create', argument: 'sh -c echo a: b' });
  });

  it('is not misled by labels about the time', () => {
    const labels = JSON.stringify({ timeNano: '1', x: '"timeNano":1,', '"timeNano":2,': '' });
    const line = `{"Type":"image","Action":"tag","Actor":{"ID":"x","Attributes":${labels}},${time}}`;
    expect(parseEvent(line)).toMatchObject({ time: 1795342537785302922n });
  });

  it('takes whole seconds where there are no nanoseconds', () => {
    const line = '{"Type":"image","Action":"tag","Actor":{"ID":"x"},"time":1795342537}';
    expect(parseEvent(line)).toMatchObject({ time: 1795342537000000000n });
  });

  it('passes over other types', () => {
    expect(parseEvent(`{"Type":"network","Action":"connect",${actor},${time}}`)).toBeNull();
  });

  it.each([
    ['not json', 'not JSON'],
    ['[]', 'not a JSON object'],
    ['{}', 'no type'],
    [`{"Type":"image",${actor},${time}}`, 'action'],
    [`{"Type":"image","Action":"x\\u001b[2J",${actor},${time}}`, 'action'],
    [`{"Type":"image","Action":"tag",${time}}`, 'no object'],
    [`{"Type":"container","Action":"die","Actor":{"ID":"../../info"},${time}}`, 'container id'],
    [`{"Type":"image","Action":"tag","Actor":{"ID":"${'x'.repeat(2000)}"},${time}}`, 'too long'],
    [`{"Type":"image","Action":"tag",${actor}}`, 'no time'],
    [`{"Type":"image","Action":"tag",${actor},"time":72429496729602}`, 'no time'],
  ])('rejects %s', (line, why) => {
    expect(parseEvent(line)).toEqual({ rejected: expect.stringContaining(why) });
  });

  it('keeps labels that are no texts out', () => {
    const line = `{"Type":"image","Action":"tag","Actor":{"ID":"x","Attributes":{"a":1,"b":{},"c":"d"}},${time}}`;
    expect(parseEvent(line)).toMatchObject({ attributes: { c: 'd' } });
  });
});
