import type { LinearModel } from '../../src/solver/linear-model.ts';

/** Every finite binary number times 2^1074 is a whole number, so sums and products of such numbers can be compared exactly. */
const toWhole = (value: number): bigint => {
  if (value === 0) return 0n;
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const exponent = Number((raw >> 52n) & 0x7ffn);
  const mantissa = exponent === 0 ? raw & 0xfffffffffffffn : (raw & 0xfffffffffffffn) | 0x10000000000000n;
  const whole = mantissa << BigInt(Math.max(0, exponent - 1));
  return value < 0 ? -whole : whole;
};

const UNIT = 1n << 1074n;

/** True when the point satisfies every row, bound and integrality without any tolerance. */
export const holdsExactly = (model: LinearModel, x: readonly number[]): boolean => {
  const between = (value: bigint, lower: number, upper: number): boolean =>
    (lower === -Infinity || value >= toWhole(lower) * UNIT) && (upper === Infinity || value <= toWhole(upper) * UNIT);
  const point = x.map(toWhole);
  return (
    model.variables.every(({ lower, upper, integer }, index) => {
      const value = point[index] as bigint;
      return between(value * UNIT, lower, upper) && (!integer || value % UNIT === 0n);
    }) &&
    model.rows.every(({ terms, lower, upper }) => {
      const activity = terms.reduce((sum, [variable, coefficient]) => sum + toWhole(coefficient) * (point[variable] as bigint), 0n);
      return between(activity, lower, upper);
    })
  );
};
