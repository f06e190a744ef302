/**
 * A rule that cannot be used. Each problem begins with its place (`rule.yaml:5:11: `); lines that show it may follow.
 * Texts of the rule in them are as they are.
 */
export class RuleError extends Error {
  override name = 'RuleError';
  readonly problems: readonly string[];

  constructor(problems: string | readonly string[]) {
    super(typeof problems === 'string' ? problems : problems.join('\n'));
    this.problems = typeof problems === 'string' ? [problems] : problems;
  }
}

/** What the works found wrong, gathered; what is no RuleError is thrown on. */
export function problemsOf(...works: (() => unknown)[]): string[] {
  return works.flatMap((work) => {
    try {
      work();
      return [];
    } catch (error) {
      if (error instanceof RuleError) return error.problems;
      throw error;
    }
  });
}
