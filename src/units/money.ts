/**
 * Money as whole minor units of a decimal scale. Prices come as decimal text and are never a binary fraction on the way:
 * 0.1 and 0.2 are 1 and 2 tenths, and their sum is 3.
 */

/** A whole number of minor units; how many digits stand behind the decimal point is the scale of whoever holds it. */
export type Minor = number & { readonly minor: unique symbol };

export const minor = (value: number): Minor => value as Minor;

/** Digits behind the decimal point that a price may have: currencies have at most three, prices per core a few more. */
export const MOST_DECIMALS = 6;
/** Digits in front of it: with all the decimals a price still counts exactly. */
const MOST_DIGITS = 15;

const MONEY = /^(\d*)(?:\.(\d*))?$/;

/** Digits of a plain decimal amount, not negative, without sign, exponent or separators; null where the text is none. */
const digitsOf = (text: string): { readonly whole: string; readonly fraction: string } | null => {
  const [, whole, fraction = ''] = MONEY.exec(text) ?? [];
  if (whole === undefined || whole + fraction === '' || fraction.length > MOST_DECIMALS) return null;
  return { whole, fraction };
};

/** Digits behind the decimal point as written, 12.50 has two; null where the text is no amount that can be counted. */
export const decimalsOf = (text: string): number | null => {
  const digits = digitsOf(text);
  if (digits === null) return null;
  return (digits.whole + digits.fraction).replace(/^0+/, '').length > MOST_DIGITS ? null : digits.fraction.length;
};

/**
 * @param scale digits behind the decimal point that a minor unit has, at least `decimalsOf(text)`
 * @returns null where the text is no amount, has more decimals than the scale, or is too large to be counted exactly
 */
export const parseMoney = (text: string, scale: number): Minor | null => {
  const digits = digitsOf(text);
  if (digits === null || digits.fraction.length > scale) return null;
  const value = Number(digits.whole + digits.fraction.padEnd(scale, '0'));
  return Number.isSafeInteger(value) ? minor(value) : null;
};

/** A plain decimal with all digits of the scale, such as 1234.50. */
export const formatMoney = (value: Minor, scale: number): string => {
  const digits = String(Math.abs(value)).padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return value < 0 ? `-${text}` : text;
};

/** @throws RangeError where the product is too large to be counted exactly */
export const times = (price: Minor, count: number): Minor => exact(price * count);

/** @throws RangeError where the sum is too large to be counted exactly */
export const sum = (amounts: readonly Minor[]): Minor => exact(amounts.reduce((total: number, amount) => total + amount, 0));

const exact = (value: number): Minor => {
  if (!Number.isSafeInteger(value)) throw new RangeError(`An amount of ${value} minor units is too large to be counted exactly.`);
  return minor(value);
};
