/** Numbers as every report writes them: plain decimals with at most three places, never an exponent, never -0. */
const PLACES = 1000;
/** Above this a product with 1000 is no longer exact, and no figure of a plan has three meaningful places there. */
const EXACT_BELOW = 9e12;

/** '' , '.001' … '.999' without trailing zeros: looking a fraction up is several times faster than Number.prototype.toFixed. */
const FRACTIONS: readonly string[] = Array.from({ length: PLACES }, (_, thousandths) =>
  thousandths === 0 ? '' : `.${String(thousandths).padStart(3, '0').replace(/0+$/, '')}`,
);

/**
 * A finite number as a plain decimal, rounded half up in magnitude at the third place.
 * @throws RangeError for NaN and infinities: no report may carry them.
 */
export const formatDecimal = (value: number): string => {
  if (Number.isInteger(value)) return formatWhole(value);
  if (!Number.isFinite(value)) throw new RangeError(`A report cannot carry the number ${value}.`);
  const magnitude = Math.abs(value);
  if (magnitude >= EXACT_BELOW) return formatWhole(Math.round(value));
  const thousandths = Math.round(magnitude * PLACES);
  if (thousandths === 0) return '0';
  const whole = Math.floor(thousandths / PLACES);
  const text = `${whole}${FRACTIONS[thousandths - whole * PLACES]}`;
  return value < 0 ? `-${text}` : text;
};

/** String() turns to exponents at 10^21, and prints -0 as 0 already. */
const formatWhole = (value: number): string => (Math.abs(value) < 1e21 ? String(value) : BigInt(value).toString());
