/** Reads an earlier run back from its folder: its outcomes, and on what they rest. */
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { nearest } from '../inventory/nearest.ts';
import { nameKey } from '../model/name.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Problem } from '../model/problem.ts';
import { outcomeFromJson } from '../reports/outcome-from-json.ts';
import type { RunFacts } from '../reports/run-summary.ts';
import { runFactsFromSummary } from '../reports/summary-json.ts';
import { isHostlessLine, problemsOfLine } from './hostless-line.ts';
import { UsageError } from './usage-error.ts';

const FILE = 'outcomes.jsonl';
const SUMMARY = 'summary.json';

export type ReportLine =
  | { readonly kind: 'host'; readonly outcome: Outcome }
  | { readonly kind: 'no-host'; readonly problems: readonly Problem[] };

/** A line of a report that nobody has taken apart yet. */
export interface RawLine {
  readonly path: string;
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

const NO_REPORT = 'Name a folder that converge plan wrote.';

/** @throws UsageError where the folder is no report, or one that this version cannot read */
export const readRunFacts = (report: string): RunFacts => {
  const path = join(report, SUMMARY);
  if (!existsSync(path)) throw new UsageError(`${report} is not a report: it holds no ${SUMMARY}.`, NO_REPORT);
  const text = readFileSync(path, 'utf8');
  try {
    return runFactsFromSummary(text);
  } catch (error) {
    throw new UsageError(`${path} cannot be used: ${(error as Error).message}`, 'Plan the inventory again with this version of converge.');
  }
};

/** @throws UsageError where the folder is no report, or where a line of it is broken */
export async function* readReport(report: string): AsyncGenerator<ReportLine, void, undefined> {
  for await (const line of readRawReport(report)) yield readLine(line);
}

/** @throws UsageError where the folder is no report */
export async function* readRawReport(report: string): AsyncGenerator<RawLine, void, undefined> {
  const path = join(report, FILE);
  if (!existsSync(path)) throw new UsageError(`${report} is not a report: it holds no ${FILE}.`, NO_REPORT);
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line !== '') yield { path, number, text: line };
  }
}

/** @throws UsageError where the line is broken */
export const readLine = ({ path, number, text }: RawLine): ReportLine => {
  try {
    if (isHostlessLine(text)) return { kind: 'no-host', problems: problemsOfLine(text) };
    return { kind: 'host', outcome: outcomeFromJson(text) };
  } catch (error) {
    throw new UsageError(`${path}:${number}: ${(error as Error).message}`, 'Plan the inventory again: the file was cut or changed.');
  }
};

/** @throws UsageError where the report holds no such host */
export const findOutcome = async (report: string, host: string): Promise<Outcome> => {
  const names: string[] = [];
  for await (const line of readReport(report)) {
    if (line.kind === 'no-host') continue;
    const { outcome } = line;
    if (nameKey(outcome.host) === nameKey(host)) return outcome;
    names.push(outcome.host);
  }
  const near = nearest(host, names);
  const remedy = near === null ? `hosts.csv of ${report} lists its ${names.length} hosts.` : `Maybe you meant ${near}.`;
  throw new UsageError(`The report holds no host ${host}.`, remedy);
};
