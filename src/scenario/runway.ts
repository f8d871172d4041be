/** From a factor to months: load that grows by a share each month, compounded. */
import type { CapacityFactor, GrowthFactor, GrowthRate, Runway } from '../model/growth.ts';

/** No month is known. */
export const NO_MONTHS: Runway = { low: null, mid: null, high: null };

/** Months are counted from the day of the inventory. A host that is short today has none left. */
export const runwayOf = ({ standing, factor }: GrowthFactor, rate: GrowthRate | null): Runway => {
  if (standing === 'short-today' || standing === 'short-without-load') return { low: 0, mid: 0, high: 0 };
  if (rate === null || standing === 'beyond-search') return NO_MONTHS;
  return monthsAt(factor, rate);
};

/** Months until ports are full. */
export const capacityRunwayOf = (capacity: CapacityFactor | null, rate: GrowthRate | null): Runway =>
  capacity === null || rate === null ? NO_MONTHS : monthsAt(capacity.factor, rate);

const monthsAt = (factor: number, rate: GrowthRate): Runway => ({
  low: monthsUntil(factor, rate.high),
  mid: monthsUntil(factor, rate.mid),
  high: monthsUntil(factor, rate.low),
});

/** ln(factor) / ln(1 + rate); null where the load does not grow. */
export const monthsUntil = (factor: number, rate: number): number | null =>
  rate <= 0 ? null : Math.max(0, Math.log(factor) / Math.log1p(rate));
