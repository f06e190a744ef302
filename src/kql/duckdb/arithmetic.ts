import type { Scalar } from '../types.js';
import { smallSum } from './analysis.js';
import { type Printer, unsupported } from './printer.js';
import { sqlTypes } from './text.js';

/** Whole numbers wrap around at 64 and 32 bits, as they do in Kusto; DuckDB would fail the query. */
export function arithmetic(operator: '+' | '-' | '*'): Printer {
  return ([left = '', right = ''], call) => {
    const plain = `(${left} ${operator} ${right})`;
    if (call.type === 'real' || smallSum(call)) return plain;
    const wide = `(CAST(${left} AS HUGEINT) ${operator} ${right})`;
    return wrap(wide, call.type);
  };
}

export function wrap(wide: string, type: Scalar): string {
  const half = type === 'int' ? '2147483648' : '9223372036854775808';
  const full = type === 'int' ? '4294967296' : '18446744073709551616';
  return `CAST(((${wide} + ${half}) % ${full} + ${full}) % ${full} - ${half} AS ${sqlTypes[type]})`;
}

export const divide: Printer = ([left = '', right = ''], call) => {
  if (call.type === 'real') return `(${left} / ${right})`;
  // The one overflow is the smallest number by -1.
  return `CASE WHEN ${right} = -1 THEN ${wrap(`-CAST(${left} AS HUGEINT)`, call.type)} ELSE (${left} // ${right}) END`;
};

export const modulo: Printer = ([left = '', right = ''], call) => {
  if (call.type === 'real') {
    return `CASE WHEN ${left} < 0 THEN ${unsupported('a remainder of a negative real', left, 'DOUBLE')} ELSE ${left} % ${right} END`;
  }
  const wide = `CAST(${left} AS HUGEINT)`;
  return `CAST((${wide} % ${right} + abs(CAST(${right} AS HUGEINT))) % abs(CAST(${right} AS HUGEINT)) AS ${sqlTypes[call.type]})`;
};

/** By the count's remainder of 64; by a negative count it is null. The sign stays when bits go out on the right. */
export const shifted =
  (direction: 'left' | 'right'): Printer =>
  ([value = '', count = ''], call) => {
    const power = `CAST(pow(2, ${count} % 64) AS HUGEINT)`;
    const wide = `CAST(${value} AS HUGEINT)`;
    const made =
      direction === 'left'
        ? wrap(`(${wide} * ${power})`, call.type)
        : `CAST((${wide} - (${wide} % ${power} + ${power}) % ${power}) // ${power} AS BIGINT)`;
    return `CASE WHEN ${count} >= 0 THEN ${made} END`;
  };

export const ticksSinceZero = '62135596800000000';

export const bin: Printer = ([value = '', size = ''], call) => {
  if (call.type === 'real') {
    return `CASE WHEN ${size} > 0 THEN floor(${value} / ${size}) * ${size} END`;
  }
  if (call.type === 'datetime') {
    const micros = `(epoch_us(${value}) + ${ticksSinceZero})`;
    const step = `(${size} // 10)`;
    return `CASE WHEN ${size} > 0 THEN make_timestamp(CAST(${micros} - ${micros} % ${step} - ${ticksSinceZero} AS BIGINT)) END`;
  }
  if (call.type === 'timespan')
    return `CASE WHEN ${size} > 0 THEN ${value} - ((${value} % ${size}) + ${size}) % ${size} END`;
  const [wide, step] = [`CAST(${value} AS HUGEINT)`, `CAST(${size} AS HUGEINT)`];
  return `CASE WHEN ${size} > 0 THEN ${wrap(`${wide} - (${wide} % ${step} + ${step}) % ${step}`, call.type)} END`;
};

/** Of an infinite angle there is none. */
export const finite =
  (name: string): Printer =>
  ([value = '']) =>
    `CASE WHEN isfinite(${value}) THEN ${name}(${value}) WHEN ${value} IS NOT NULL THEN CAST('NaN' AS DOUBLE) END`;

/** Documented as null, and no number in the arithmetic of all machines: refused outside of the domain. */
const inDomain = (domain: string, made: string, name: string, value: string): string =>
  `CASE WHEN ${domain} OR isnan(${value}) THEN ${made} WHEN ${value} IS NOT NULL THEN ${unsupported(`${name} of a number that has none`, value, 'DOUBLE')} END`;

export const inUnit =
  (name: string): Printer =>
  ([value = '']) =>
    inDomain(`${value} BETWEEN -1 AND 1`, `${name}(${value})`, name, value);

export const positive = (name: string, value: string): string =>
  `CASE WHEN ${value} > 0 THEN ${name}(${value}) WHEN ${value} IS NOT NULL THEN ${unsupported(`${name} of a number that is not positive`, value, 'DOUBLE')} END`;

export const logarithm = (name: string, value: string): string =>
  inDomain(`${value} > 0`, `${name}(${value})`, name, value);

export const squareRoot: Printer = ([value = '']) =>
  inDomain(`${value} >= 0`, `sqrt(${value})`, 'sqrt', value);
