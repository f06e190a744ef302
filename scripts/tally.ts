/** Of vitest's JSON report, what counting needs. */
export interface VitestReport {
  success: boolean;
  testResults: {
    name: string;
    status: string;
    assertionResults: { status: string }[];
  }[];
}

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

export const none: Tally = { passed: 0, failed: 0, skipped: 0 };

/**
 * Counts the tests of a run. A file that could not be loaded, a run that failed for a reason outside of its tests and
 * a run that left no report count as one failure each: vitest itself counts them as no test at all.
 */
export function tally(report: VitestReport | null, exitCode: number | null): Tally {
  const files = report?.testResults ?? [];
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const count = (status: string) => tests.filter((test) => test.status === status).length;
  const unloaded = files.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const passed = count('passed');
  const failed = count('failed') + unloaded;
  const succeeded = exitCode === 0 && report?.success === true;
  return {
    passed,
    failed: failed === 0 && !succeeded ? 1 : failed,
    skipped: tests.length - passed - count('failed'),
  };
}

export function add(one: Tally, other: Tally): Tally {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

export function closingLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
