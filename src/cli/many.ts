/** `1 file`, `2 files`. */
export const many = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;
