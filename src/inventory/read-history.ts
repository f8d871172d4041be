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

/** A date, perhaps a time of that day, and what was planned: `2026-01-31`, `2026-01-31-demo`, `2026-01-31T013000Z-demo`. */
const DATED = /^(\d{4})-(\d{2})-(\d{2})(?:T\d{6}Z(?:\.\d+)?)?(?:-(.+))?$/;
const MS_PER_DAY = 86_400_000;
const FILE = 'flows.csv';
const WANTED = ['host', 'role', 'tier', 'egress_mbps'] as const;
/** The apostrophe that keeps a spreadsheet from running a name, as the reports put it. */
const GUARD = /^'(?=[=+\-@\t\r])/;

interface DatedFolder {
  readonly name: string;
  readonly day: number;
  /** '' where the name does not say of what. */
  readonly inventory: string;
}

/** null where the name is no date of the calendar, alone or with what was planned. */
const datedFolder = (name: string): DatedFolder | null => {
  const [, year, month, day, inventory = ''] = DATED.exec(name) ?? [];
  if (year === undefined) return null;
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (!new Date(time).toISOString().startsWith(`${year}-${month}-${day}`)) return null;
  return { name, day: time / MS_PER_DAY, inventory: nameKey(inventory) };
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
  const parser = parse({ bom: true, relax_column_count: true, skip_records_with_error: true });
  let broken: string | null = null;
  parser.on('skip', (error: Error) => {
    broken ??= error.message;
  });
  for await (const cells of createReadStream(path).pipe(parser) as AsyncIterable<string[]>) {
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
  if (broken !== null) throw new HistoryError(`${path} is no CSV: ${broken}.`, 'Plan that inventory again, or remove the folder.');
  return { day, folder, ofHost, ofRole, ofTier };
};

/** Reports in order of name, so that of one day the last comes last. */
const listReports = (folder: string): readonly DatedFolder[] =>
  readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() && existsSync(join(folder, entry.name, FILE)) ? (datedFolder(entry.name) ?? []) : []))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

/** Those of the inventory. A name that says nothing is taken for one of it, and so is the only other one. */
const reportsOf = (reports: readonly DatedFolder[], inventory: readonly string[], folder: string): readonly DatedFolder[] => {
  const own = reports.filter((report) => report.inventory === '' || inventory.some((name) => nameKey(name) === report.inventory));
  if (own.length > 0) return own;
  const others = [...new Set(reports.map((report) => report.inventory))];
  if (others.length <= 1) return reports;
  throw new HistoryError(
    `${folder} holds reports of several inventories, and none of ${inventory[0] ?? ''}.`,
    `Name the inventory folder as one of ${others.join(', ')}, or give a folder with the reports of one.`,
  );
};

/**
 * Runs in order of date; of several of one day the last by name.
 * @param inventory the ways in which a folder may spell what was planned
 * @throws HistoryError where the folder is none, holds no dated report, or a report lacks a column
 */
export const readHistory = async (folder: string, inventory: readonly string[]): Promise<readonly DatedRun[]> => {
  if (!existsSync(folder))
    throw new HistoryError(`${folder} does not exist.`, 'Name a folder that holds reports in folders named by date.');
  const byDay = new Map<number, string>();
  for (const { name, day } of reportsOf(listReports(folder), inventory, folder)) byDay.set(day, join(folder, name));
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
