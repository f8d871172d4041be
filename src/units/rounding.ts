/**
 * Rounding that does not trip over binary fractions: a value is first rounded to nine decimals, so that 100 × 0.07,
 * which is 7.000000000000001 in binary, counts as 7.
 */
const NINE_DECIMALS = 1e9;

export const roundToNine = (value: number): number => {
  // Beyond 2^53 / 10^9 the product would lose digits, and such a value has no nine decimals to round.
  if (Math.abs(value) > 4_000_000) {
    const whole = Math.floor(value);
    return whole + Math.round((value - whole) * NINE_DECIMALS) / NINE_DECIMALS;
  }
  return Math.round(value * NINE_DECIMALS) / NINE_DECIMALS;
};

export const ceil = (value: number): number => Math.ceil(roundToNine(value));
export const floor = (value: number): number => Math.floor(roundToNine(value));

/** True when a is below b by more than nine decimals show. */
export const isBelow = (a: number, b: number): boolean => roundToNine(b - a) > 0;
