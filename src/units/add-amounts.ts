/** Sums of money as people write it: plain decimals, added without a digit lost. */

const split = (amount: string): readonly [string, string] => {
  const [whole = '0', fraction = ''] = amount.split('.');
  return [whole, fraction];
};

/** The sum of plain decimals that are not negative, with as many places as the longest of them has. */
export const addAmounts = (amounts: readonly string[]): string => {
  const places = Math.max(0, ...amounts.map((amount) => split(amount)[1].length));
  const total = amounts.reduce((sum, amount) => {
    const [whole, fraction] = split(amount);
    return sum + BigInt(whole + fraction.padEnd(places, '0'));
  }, 0n);
  const digits = String(total).padStart(places + 1, '0');
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
};
