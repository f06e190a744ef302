import { expect, it } from 'vitest';
import { quantile } from './summary.js';

it('takes the nearest rank', () => {
  const values = Array.from({ length: 200 }, (_, index) => index + 1);
  expect(quantile(values, 0.5)).toBe(100);
  expect(quantile(values, 0.99)).toBe(198);
  expect(quantile([3], 0.99)).toBe(3);
  expect(quantile([], 0.5)).toBeNull();
});
