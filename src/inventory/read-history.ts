/** Sums of demand from earlier reports: folders named by date, each with the flows.csv that `converge plan` wrote. */
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import { nameKey } from '../model/name.ts';

export interface DatedRun {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly folder: string;
  /** Mbit/s that are sent, by name key of the host, by role and by tier. */
  readonly ofHost: ReadonlyMap<string, number>;
  readonly ofRole: ReadonlyMap<string, number>;
  readonly ofTier: ReadonlyMap<string, number>;
}

const DATED = /^(\d{4})-(\d{2})-(\d{2})(?!\d)/;
const MS_PER_DAY = 86_400_000;
const FILE = 'flows.csv';
const WANTED = ['host', 'role', 'tier', 'egress_mbps'] as const;
/** The apostrophe that keeps a spreadsheet from running a name, as the reports put it. */
const GUARD = /^'(?=[=+\-@\t\r])/;

/** null where the name begins with no date of the calendar. */
const dayOf = (name: string): number | null => {
  const [, year, month, day] = DATED.exec(name) ?? [];
  if (year === undefined) return null;
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day));
  return new Date(time).toISOString().startsWith(`${year}-${month}-${day}`) ? time / MS_PER_DAY : null;
};

const add = (sums: Map<string, number>, key: string, more: number): void => {
  if (key !== '') sums.set(key, (sums.get(key) ?? 0) + more);
};

/** Why a run of the history cannot be used; its message names the file. */
export class HistoryError extends Error {
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.name = 'HistoryError';
    this.remedy = remedy;
  }
}

/** Sums of one flows.csv. The flow that stands for several adapters has no role, and its adapters have rows of their own. */
const readRun = async (folder: string, day: number): Promise<DatedRun> => {
  const path = join(folder, FILE);
  const [ofHost, ofRole, ofTier] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  let places: readonly number[] | null = null;
  for await (const cells of createReadStream(path).pipe(parse({ bom: true, relax_column_count: true })) as AsyncIterable<string[]>) {
    if (places === null) {
      places = WANTED.map((name) => cells.indexOf(name));
      const missing = WANTED.filter((_, index) => places?.[index] === -1);
      if (missing.length > 0)
        throw new HistoryError(`${path} lacks ${missing.join(', ')}.`, 'Plan that inventory again, or remove the folder.');
      continue;
    }
    const [host = '', role = '', tier = '', egress = ''] = places.map((place) => cells[place] ?? '');
    const sent = Number(egress);
    if (role === '' || egress === '' || !Number.isFinite(sent)) continue;
    add(ofHost, nameKey(host.replace(GUARD, '')), sent);
    add(ofRole, role, sent);
    add(ofTier, tier, sent);
  }
  return { day, folder, ofHost, ofRole, ofTier };
};

/**
 * Runs in order of date; of two of one day the last by name.
 * @throws HistoryError where the folder is none, holds no dated report, or a report lacks a column
 */
export const readHistory = async (folder: string): Promise<readonly DatedRun[]> => {
  if (!existsSync(folder))
    throw new HistoryError(`${folder} does not exist.`, 'Name a folder that holds reports in folders named by date.');
  const byDay = new Map<number, string>();
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const day = entry.isDirectory() ? dayOf(entry.name) : null;
    if (day !== null && existsSync(join(folder, entry.name, FILE))) byDay.set(day, join(folder, entry.name));
  }
  if (byDay.size === 0) {
    throw new HistoryError(
      `${folder} holds no report.`,
      `Put reports of converge plan there, in folders named like 2026-01-31, each with its ${FILE}.`,
    );
  }
  const runs: DatedRun[] = [];
  for (const [day, run] of [...byDay].sort(([a], [b]) => a - b)) runs.push(await readRun(run, day));
  return runs;
};
