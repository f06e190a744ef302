import type { Scenario } from './scenario.js';

/** Everybody who runs a script in one of them. */
export function usersOf(scenarios: readonly Scenario[]): string[] {
  const users = scenarios.flatMap(({ setup, run }) =>
    [...setup, ...run].flatMap((step) => (step.do === 'script' ? [step.as] : [])),
  );
  return [...new Set(users)];
}
