/**
 * Options in order of what they gain: status first, then the attainment of the level that is the first short one today,
 * then the drain. Never one figure of unlike ones: each later figure only settles what the earlier ones leave open.
 */
import { type HostStatus, LEVELS } from '../model/levels.ts';
import type { WeighedOption, WorthStanding, WorthVerdict } from '../model/worth.ts';

export type UnrankedOption = Omit<WeighedOption, 'rank' | 'rankByPrice' | 'verdict'>;

/** Attainments and minutes that differ by binary rounding only. */
const SAME = 1e-9;
const STATUSES: readonly HostStatus[] = ['short', 'pressed', 'ok'];

/** Place among the levels; behind all of them where none is short. */
const placeOf = ({ level }: WorthStanding): number => (level === null ? LEVELS.length : LEVELS.indexOf(level));
const statusGain = (before: WorthStanding, after: WorthStanding): number =>
  STATUSES.indexOf(after.status) - STATUSES.indexOf(before.status);

/** The attainment that counts: nothing of a later level where an earlier one than today falls short. */
const attainmentGain = (before: WorthStanding, after: WorthStanding): number =>
  placeOf(after) < placeOf(before) ? -1 : after.attainmentOfFirst - before.attainmentOfFirst;
const minutesSaved = (before: WorthStanding, after: WorthStanding): number => (before.drain ?? 0) - (after.drain ?? 0);

/** The gains in strict order. */
const gainsOf = (before: WorthStanding, after: WorthStanding): readonly number[] => [
  statusGain(before, after),
  attainmentGain(before, after),
  minutesSaved(before, after),
];

const compareGains = (a: readonly number[], b: readonly number[]): number => {
  for (const [index, gain] of a.entries()) {
    const difference = (b[index] as number) - gain;
    if (Math.abs(difference) > SAME) return difference;
  }
  return 0;
};

export const verdictOf = (before: WorthStanding, after: WorthStanding): WorthVerdict => {
  const gains = gainsOf(before, after);
  if ((gains[0] as number) > 0) return 'repairs';
  const first = gains.find((gain) => Math.abs(gain) > SAME) ?? 0;
  return first > 0 ? 'helps' : first < 0 ? 'worse' : 'no-gain';
};

/** Best first; of equals the one that comes first in the list of candidates. */
export const rankOptions = (before: WorthStanding, options: readonly UnrankedOption[]): readonly WeighedOption[] => {
  const judged = options.map((option) => ({
    ...option,
    verdict: verdictOf(before, option.after),
    gains: gainsOf(before, option.after),
  }));
  const byGain = [...judged].sort((a, b) => compareGains(a.gains, b.gains));
  const byPrice = judged.filter((each) => each.price !== null && (each.verdict === 'repairs' || each.verdict === 'helps'));
  byPrice.sort((a, b) => compareGains(perMoney(a.gains, a.price), perMoney(b.gains, b.price)));
  return byGain.map(({ gains: _, ...option }, index) => {
    const place = byPrice.findIndex((each) => each.option === option.option);
    return { ...option, rank: index + 1, rankByPrice: place < 0 ? null : place + 1 };
  });
};

/** What costs nothing gains without end, if it gains at all. */
const perMoney = (gains: readonly number[], price: number | null): readonly number[] =>
  gains.map((gain) => (Math.abs(gain) <= SAME ? 0 : gain / (price ?? 0)));
