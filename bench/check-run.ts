/** Answers are checked before they are timed: a fast wrong answer is worth nothing. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

export const readRows = (file: string): string[][] => parse(readFileSync(file));

/** The report rows of a run, by file name. */
export const reportRows = (run: string): ReadonlyMap<string, string[][]> =>
  new Map(
    readdirSync(run)
      .filter((name) => name.endsWith('.csv'))
      .sort()
      .map((name) => [name, readRows(join(run, name))]),
  );

const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('.converge') && statSync(join(folder, name)).isFile())
    .sort();

/** File → SHA-256 of its bytes. */
export const hashRun = (run: string): ReadonlyMap<string, string> =>
  new Map(
    filesOf(run).map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(run, name)))
        .digest('hex'),
    ]),
  );

/** @throws Error naming the files that differ. */
export const assertSameBytes = (one: string, other: string): void => {
  const [a, b] = [hashRun(one), hashRun(other)];
  const differing = [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name));
  if (differing.length > 0) throw new Error(`The number of threads changed ${differing.join(', ')} (${one}, ${other}).`);
};

/** @throws Error unless the run planned every host of the inventory, which means that each plan passed the verifier. */
export const assertAllPlanned = (inventory: string, run: string): number => {
  const [, ...wanted] = readRows(join(inventory, 'hosts.csv'));
  const [header = [], ...hosts] = readRows(join(run, 'hosts.csv'));
  const status = header.indexOf('status');
  const lost = hosts.filter((row) => row[status] === 'rejected' || row[status] === 'failed').map((row) => `${row[0]} (${row[status]})`);
  if (status < 0) throw new Error('hosts.csv has no column status.');
  if (lost.length > 0) throw new Error(`${lost.length} hosts were not planned: ${lost.slice(0, 10).join(', ')}.`);
  if (hosts.length !== wanted.length) throw new Error(`${wanted.length} hosts were read, ${hosts.length} reported.`);
  return hosts.length;
};
