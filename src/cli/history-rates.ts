/** The pace at which load has grown from one report to the next. */
import { type DatedRun, readHistory } from '../inventory/read-history.ts';
import type { GrowthRates } from '../model/growth.ts';
import { nameKey } from '../model/name.ts';
import { growthRateOf } from '../scenario/growth-rate.ts';

const DAYS_PER_MONTH = 365.25 / 12;

/** @throws HistoryError */
export const ratesFromHistory = async (folder: string): Promise<GrowthRates> => {
  const runs = await readHistory(folder);
  const rateOf = (of: (run: DatedRun) => number | undefined) =>
    growthRateOf(runs.map((run) => ({ months: run.day / DAYS_PER_MONTH, sum: of(run) ?? 0 })));
  return {
    ofHost: (host) => rateOf(({ ofHost }) => ofHost.get(nameKey(host))),
    ofClass: ({ scope, name }) => rateOf(({ ofRole, ofTier }) => (scope === 'role' ? ofRole : ofTier).get(name)),
  };
};
