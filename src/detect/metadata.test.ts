import { describe, expect, it } from 'vitest';
import { compileRule } from './compile-rule.js';
import { parseMetadata } from './metadata.js';

const good = `
id: some-rule
name: Some rule
description: Finds something.
severity: Low
confidence: High
tactics: [DefenseEvasion]
techniques: [T1612, T1059.004]
queryFrequency: 5m
queryPeriod: 1d
version: 1.0.0
`;

const parse = (text: string) => parseMetadata(text, 'rules/some-rule/rule.yaml', 'some-rule');

describe('parseMetadata', () => {
  it('reads what is there and fills in what is usual', () => {
    expect(parse(good)).toMatchObject({
      id: 'some-rule',
      queryFrequency: 300e6,
      queryPeriod: 86_400e6,
      triggerOperator: 'gt',
      triggerThreshold: 0,
      alertKey: [],
    });
  });

  it.each([
    ['severity: Low', 'severity: low', 'severity: "low" is not one of'],
    ['severity: Low', '', 'severity is missing'],
    ['queryPeriod: 1d', 'queryPeriod: P1D', 'queryPeriod: "P1D" is not a duration'],
    ['techniques: [T1612, T1059.004]', 'techniques: T1612', 'techniques: "T1612" is not a list'],
    ['id: some-rule', 'id: other', 'id: other is not the directory'],
    ['version: 1.0.0', 'version: 1.0.0\nseverty: Low', 'severty is no field of a rule'],
    ['name: Some rule', 'name: [', 'rules/some-rule/rule.yaml: '],
    [good, '- a', 'is not a mapping'],
  ])('names file and field: %s -> %s', (from, to, message) => {
    expect(() => parse(good.replace(from, to))).toThrow(message);
    expect(() => parse(good.replace(from, to))).toThrow('rules/some-rule/rule.yaml: ');
  });
});

const compile = (kql: string, alertKey: string[] = []) =>
  compileRule({ ...parse(good), alertKey }, kql, 'query.kql');

describe('compileRule', { timeout: 30_000 }, () => {
  it('runs on batches what a batch can tell, and on a schedule what it cannot', () => {
    expect(compile('DeviceFileEvents | project FileName')).toMatchObject({ mode: 'batch' });
    expect(compile('DeviceFileEvents | summarize count() by FileName')).toMatchObject({
      mode: 'schedule',
      guards: [],
    });
  });

  it('runs on a schedule what waits for a number of results', () => {
    const metadata = { ...parse(good), triggerThreshold: 3 };
    expect(compileRule(metadata, 'DeviceFileEvents | take 9', 'query.kql').mode).toBe('schedule');
  });

  it('shows the place of what does not compile', () => {
    expect(() => compile('DeviceFileEvents | where Nam == 1')).toThrow(
      'query.kql: line 1, column 26',
    );
  });

  it('wants an alertKey, of columns that there are, for versions of a row', () => {
    expect(() => compile('ImageBuilds | project BuildId')).toThrow('needs an alertKey');
    expect(() => compile('ImageBuilds | project BuildId', ['Id'])).toThrow('has no column Id');
    expect(compile('ImageBuilds | project BuildId', ['BuildId']).mode).toBe('batch');
  });
});
