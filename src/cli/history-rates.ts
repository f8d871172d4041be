/** The pace at which load has grown from one report to the next. */
import { basename, resolve } from 'node:path';
import { type DatedRun, readHistory } from '../inventory/read-history.ts';
import type { GrowthRates } from '../model/growth.ts';
import { nameKey } from '../model/name.ts';
import { pathSegment } from '../reports/path-segment.ts';
import { growthRateOf } from '../scenario/growth-rate.ts';

const DAYS_PER_MONTH = 365.25 / 12;

/**
 * @param inventory folder whose reports are meant, where there are others beside them
 * @throws HistoryError
 */
export const ratesFromHistory = async (folder: string, inventory: string): Promise<GrowthRates> => {
  const name = basename(resolve(inventory));
  const runs = await readHistory(folder, [name, pathSegment(name)]);
  const rateOf = (of: (run: DatedRun) => number | undefined) =>
    growthRateOf(runs.map((run) => ({ months: run.day / DAYS_PER_MONTH, sum: of(run) ?? 0 })));
  return {
    ofHost: (host) => rateOf(({ ofHost }) => ofHost.get(nameKey(host))),
    ofClass: ({ scope, name }) => rateOf(({ ofRole, ofTier }) => (scope === 'role' ? ofRole : ofTier).get(name)),
  };
};
