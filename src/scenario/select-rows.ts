/** The rows that `where` selects: each test taken by itself must be true of a row. */
import type { InventoryRow } from '../model/inventory-rows.ts';
import { matchesGlob } from '../model/match-glob.ts';
import type { InventoryTable } from '../model/problem.ts';
import { type Globs, type NamedThing, type Place, WHERE_KEYS, type Where, type WhereTest } from '../model/scenario.ts';
import { type Draft, type DraftTable, fault, joinKey, meaning, quote, tableOf } from './draft.ts';
import { REACH, type Reach } from './reach.ts';

/** Names repeat from row to row, so each is compared once. Blank is no name: not even `*` matches it. */
export const matcher = ({ globs }: Pick<Globs, 'globs'>): ((name: string) => boolean) => {
  const known = new Map<string, boolean>([['', false]]);
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const matches = globs.some((glob) => matchesGlob(glob, name));
    known.set(name, matches);
    return matches;
  };
};

/** A tier is a number: 1.0 is tier 1. */
const spelled = (test: WhereTest, text: string): string => (test.key === 'tier' && text !== '' ? String(Number(text)) : text);

const rowTest = (draft: Draft, table: DraftTable, test: WhereTest, reach: Reach): ((row: InventoryRow) => boolean) => {
  const matches = matcher(test);
  const other = tableOf(draft, reach.file);
  const isTrue = (row: InventoryRow): boolean => matches(spelled(test, meaning(draft, other, row, reach.column)));
  const { by } = reach;
  if (by === null) return isTrue;
  const keys = new Set(other.rows.filter(isTrue).map((row) => joinKey(other, row, by)));
  keys.delete(null);
  return (row) => keys.has(joinKey(table, row, by));
};

const listed = (globs: readonly string[]): string => globs.map((glob) => quote(glob)).join(', ');

/** The name that was meant, among those that the key is compared with. */
const meant = (draft: Draft, test: WhereTest, reach: Reach): string | null => {
  const home = tableOf(draft, reach.file);
  const names = new Set(home.rows.map((row) => meaning(draft, home, row, reach.column)));
  names.delete('');
  for (const glob of test.globs) {
    const near = draft.facts.nearest(glob.replaceAll('*', ''), names);
    if (near !== null) return near;
  }
  return null;
};

const nothingSelected = (draft: Draft, table: DraftTable, where: Where): void => {
  for (const test of where.tests) {
    const reach = REACH[test.key][table.file];
    if (reach === null || table.rows.some(rowTest(draft, table, test, reach))) continue;
    const near = meant(draft, test, reach);
    const remedy = near === null ? 'Correct the name, or use * for any characters and ? for one.' : `Maybe you meant ${quote(near)}.`;
    fault(draft, test.at, 'empty-selection', `No row of ${table.file} has the ${test.key} ${listed(test.globs)}.`, remedy);
    return;
  }
  const remedy = 'Each key matches rows of its own, or the rows are broken: leave a key out.';
  fault(draft, where.at, 'empty-selection', `No sound row of ${table.file} fits all keys of where.`, remedy);
};

/** Keys that reach the file, for the remedy. */
const keysFor = (file: InventoryTable): string => WHERE_KEYS.filter((key) => REACH[key][file] !== null).join(', ');

/**
 * Rows of a file that `where` selects and that can be read; null where there is none, which is a fault of the scenario.
 * @param at what wants the rows
 * @param extra further condition of the change itself
 */
export const selectRows = (
  draft: Draft,
  file: InventoryTable,
  where: Where | null,
  at: Place,
  extra: (row: InventoryRow) => boolean = () => true,
): ReadonlySet<InventoryRow> | null => {
  const table = draft.tables.get(file);
  if (table === undefined) {
    fault(draft, at, 'file-missing', `The inventory has no ${file}.`, 'Write the file, or leave the change out.');
    return null;
  }
  const tests: ((row: InventoryRow) => boolean)[] = [];
  for (const test of where?.tests ?? []) {
    const reach = REACH[test.key][file];
    if (reach === null) {
      const message = `The key ${test.key} does not reach ${file}.`;
      fault(draft, test.at, 'where-reach', message, `The keys that do: ${keysFor(file)}.`);
      return null;
    }
    tests.push(rowTest(draft, table, test, reach));
  }
  const reached = table.rows.filter((row) => tests.every((test) => test(row)) && draft.facts.isSound(table, row));
  if (reached.length === 0) {
    if (where === null) fault(draft, at, 'empty-selection', `${file} holds no sound row.`, 'Leave the change out.');
    else nothingSelected(draft, table, where);
    return null;
  }
  return new Set(reached.filter(extra));
};

/** Rows that `where` selects and whose name matches; null, and a fault, where there is none. */
export const selectNamed = (
  draft: Draft,
  file: InventoryTable,
  column: string,
  where: Where | null,
  names: Globs,
): ReadonlySet<InventoryRow> | null => {
  const matches = matcher(names);
  const table = draft.tables.get(file);
  const selected = selectRows(draft, file, where, names.at);
  if (selected === null || table === undefined) return null;
  const isNamed = (row: InventoryRow): boolean => matches(meaning(draft, table, row, column));
  const rows = new Set([...selected].filter(isNamed));
  if (rows.size > 0) return rows;
  const known = new Set([...selected].map((row) => meaning(draft, table, row, column)));
  const near = names.globs.map((glob) => draft.facts.nearest(glob.replaceAll('*', ''), known)).find((name) => name !== null) ?? null;
  const among = where === null ? '' : ' that where selects';
  const message = `No row of ${file}${among} has the ${column} ${listed(names.globs)}.`;
  fault(draft, names.at, 'not-there', message, near === null ? 'Correct the name, or use * and ?.' : `Maybe you meant ${quote(near)}.`);
  return null;
};

/** The row of the one host that is named; null, and a fault, where there is none, or where a glob fits several. */
export const selectHost = (draft: Draft, { at, name }: NamedThing): InventoryRow | null => {
  const found = selectNamed(draft, 'hosts.csv', 'host', null, { at, globs: [name] });
  if (found === null) return null;
  const [row] = found;
  if (found.size === 1) return row ?? null;
  fault(draft, at, 'ambiguous', `${found.size} hosts fit ${quote(name)}, and one is meant.`, 'Write the whole name of one of them.');
  return null;
};
