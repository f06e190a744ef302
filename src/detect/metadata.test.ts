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
    expect(parse(good).metadata).toMatchObject({
      id: 'some-rule',
      queryFrequency: 300e6,
      queryPeriod: 86_400e6,
      triggerOperator: 'gt',
      triggerThreshold: 0,
      alertKey: [],
    });
  });

  it.each([
    ['severity: Low', 'severity: low', ':5:11: severity: "low" is not one of'],
    ['severity: Low', '', ':1:1: severity is missing'],
    ['queryPeriod: 1d', 'queryPeriod: P1D', ':10:14: queryPeriod: "P1D" is not a duration'],
    [
      'techniques: [T1612, T1059.004]',
      'techniques: T1612',
      ':8:13: techniques: "T1612" is not a list',
    ],
    ['T1059.004]', 'T9999]', ':8:21: techniques: "T9999" is not a technique of ATT&CK'],
    ['T1059.004]', 'T1612.001]', ':8:21: techniques: "T1612.001" is not a technique of ATT&CK'],
    ['[DefenseEvasion]', '[Evasion]', ':7:11: tactics: "Evasion" is not one of'],
    ['id: some-rule', 'id: other', ':2:5: id: other is not the directory'],
    ['id: some-rule', 'id: [1]', ':2:5: id: [1] is not a name'],
    ['version: 1.0.0', 'version: 1.0.0\nid: again', ':12:1: Map keys must be unique'],
    ['version: 1.0.0', 'version: 1.0', ':11:10: version: 1 is not a version'],
    [
      'version: 1.0.0',
      'version: 1.0.0\nseverty: Low',
      ':12:10: severty is no field of a rule: did you mean severity?',
    ],
    [
      'version: 1.0.0',
      'version: 1.0.0\nentityMappings: [{ entityType: IP }]',
      ':12:18: entityMappings: {"entityType":"IP"} is not an entity',
    ],
    ['name: Some rule', 'name: [', ':4:1: Flow sequence in block collection must be'],
    ['name: Some rule', 'name: *nothing', ': Unresolved alias'],
    [good, '- a', ':1:1: it is not a mapping'],
    [good, '', ':1:1: it is not a mapping'],
  ])('names file, line and field: %s -> %s', (from, to, message) => {
    expect(() => parse(good.replace(from, to))).toThrow(`rules/some-rule/rule.yaml${message}`);
  });

  it('tells everything that is wrong at once', () => {
    const text = good.replace('severity: Low', 'severity: low').replace('version: 1.0.0', '');
    expect(() => parse(text)).toThrow(/severity: "low"[^\n]*\n[^\n]*version is missing$/);
  });
});

const compile = (kql: string, alertKey: string[] = []) =>
  compileRule({ ...parse(good).metadata, alertKey }, kql, 'query.kql');

describe('compileRule', { timeout: 30_000 }, () => {
  it('runs on batches what a batch can tell, and on a schedule what it cannot', () => {
    expect(compile('DeviceFileEvents | project FileName')).toMatchObject({ mode: 'batch' });
    expect(compile('DeviceFileEvents | summarize count() by FileName')).toMatchObject({
      mode: 'schedule',
      guards: [],
    });
  });

  it('runs on a schedule what waits for a number of results', () => {
    const metadata = { ...parse(good).metadata, triggerThreshold: 3 };
    expect(compileRule(metadata, 'DeviceFileEvents | take 9', 'query.kql').mode).toBe('schedule');
  });

  it('shows the place of what does not compile', () => {
    expect(() => compile('DeviceFileEvents | where Nam == 1')).toThrow(
      /^query.kql:1:26: .*Nam.*\n1 \| DeviceFileEvents .*\n {29}\^{3}/,
    );
  });

  it('wants an alertKey, of columns that there are, for versions of a row', () => {
    expect(() => compile('ImageBuilds | project BuildId')).toThrow('needs an alertKey');
    expect(() => compile('ImageBuilds | project BuildId', ['Id'])).toThrow('has no column Id');
    expect(compile('ImageBuilds | project BuildId', ['BuildId']).mode).toBe('batch');
  });
});
