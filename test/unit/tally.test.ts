import { describe, expect, it } from 'vitest';
import { add, closingLine, none, tally, type VitestReport } from '../../scripts/tally.js';

function report(success: boolean, ...files: { status: string; tests: string[] }[]): VitestReport {
  return {
    success,
    testResults: files.map(({ status, tests }, index) => ({
      name: `${index}.test.ts`,
      status,
      assertionResults: tests.map((test) => ({ status: test })),
    })),
  };
}

describe('the closing line of npm test', () => {
  it('sums runs', () => {
    const one = tally(report(true, { status: 'passed', tests: ['passed', 'passed'] }), 0);
    const two = tally(report(false, { status: 'failed', tests: ['passed', 'failed'] }), 1);
    expect(closingLine(add(one, two))).toBe('3 passed, 1 failed');
    expect(closingLine(none)).toBe('0 passed, 0 failed');
  });

  it('names tests that did not run', () => {
    const run = tally(report(true, { status: 'passed', tests: ['passed', 'pending', 'todo'] }), 0);
    expect(closingLine(run)).toBe('1 passed, 0 failed, 2 skipped');
  });

  it('counts a file that could not be loaded', () => {
    const files = [
      { status: 'passed', tests: ['passed'] },
      { status: 'failed', tests: [] },
      { status: 'failed', tests: ['passed'] },
    ];
    expect(closingLine(tally(report(false, ...files), 1))).toBe('2 passed, 2 failed');
  });

  it('counts a run that failed outside of its tests, or left no report', () => {
    expect(tally(report(false, { status: 'passed', tests: ['passed'] }), 1).failed).toBe(1);
    expect(tally(report(true, { status: 'passed', tests: ['passed'] }), 1).failed).toBe(1);
    expect(tally(null, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(tally(null, 0).failed).toBe(1);
  });
});
