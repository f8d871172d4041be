/** The parts of a scenario file that name rows and cells: selections, values, factors. */
import { type Document, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import type { InventoryTable } from '../model/problem.ts';
import { type CellScale, type CellSet, type Globs, WHERE_KEYS, type Where, type WhereKey, type WhereTest } from '../model/scenario.ts';
import { matchesGlob } from '../model/match-glob.ts';
import type { Attribute } from './attribute.ts';
import { LONGEST_NAME } from './attribute.ts';
import { FILE_ATTRIBUTES, INVENTORY_TABLES } from './attributes.ts';
import { cellParser, isControl } from './cell.ts';
import { explainCell, expectation } from './cell-problem.ts';
import { nearest } from './nearest.ts';
import { show } from './source.ts';
import { keyText, placeOf, rangeOf, report, resolved, textAt, type YamlSource } from './yaml-source.ts';

/** A scenario file that is being read. */
export interface ScenarioReader {
  readonly source: YamlSource;
  readonly document: Document;
}

export interface Entry {
  readonly key: string;
  /** The key, for messages about the pair as a whole. */
  readonly at: unknown;
  /** null: nothing is written, or `null`. */
  readonly value: Node | null;
}

/** Names by which things are identified: they are not set, since what refers to them would be lost. */
const IDENTITY: Readonly<Record<InventoryTable, readonly string[]>> = {
  'hosts.csv': ['host'],
  'switches.csv': ['host', 'switch'],
  'nics.csv': ['host', 'nic'],
  'vms.csv': ['host', 'vm'],
  'adapters.csv': ['host', 'adapter', 'vm'],
  'clusters.csv': ['cluster'],
};

export const MAX_FACTOR = 1_000_000;

/** An amount as people write it. */
export const MONEY = /^\d{1,15}(?:\.\d{1,9})?$/;

export const fileKey = (file: InventoryTable): string => file.replace('.csv', '');
const FILE_KEYS = new Map(INVENTORY_TABLES.map((file) => [fileKey(file), file]));

/** Columns that a scenario may set. */
export const settable = (file: InventoryTable): readonly Attribute[] =>
  FILE_ATTRIBUTES[file].filter(({ name }) => !IDENTITY[file].includes(name));
export const scalable = (file: InventoryTable): readonly Attribute[] =>
  settable(file).filter(({ type, range, unit }) => (type === 'integer' || type === 'number') && range !== null && unit !== 'tier');

/** What a key has to look like, at the place of its value. */
export const refuse = ({ source }: ScenarioReader, node: unknown, code: string, message: string, remedy: string): null => {
  report(source, rangeOf(node), { code, message, remedy });
  return null;
};

/** Pairs of a mapping, unknown keys reported; null, and a problem, where it is none or is empty. */
export const entriesOf = (reader: ScenarioReader, node: Node | null, at: unknown, known: readonly string[], of: string): Entry[] | null => {
  const { source, document } = reader;
  const list = `The keys of ${of}: ${known.join(', ')}.`;
  if (node === null) return refuse(reader, at, 'missing-value', `${of} has no value.`, list);
  if (!isMap(node)) return refuse(reader, node, 'not-a-mapping', `${of} (${show(textAt(source, node))}) is not a list of keys.`, list);
  const entries: Entry[] = [];
  for (const pair of (node as YAMLMap).items as Pair[]) {
    const key = keyText(source, pair);
    if (known.includes(key)) entries.push({ key, at: pair.key, value: resolved(document, pair.value) });
    else {
      const near = nearest(key, known);
      refuse(reader, pair.key, 'unknown-key', `${of} has no key ${show(key)}.`, near === null ? list : `Maybe you meant ${near}.`);
    }
  }
  if ((node as YAMLMap).items.length > 0) return entries;
  return refuse(reader, node, 'empty-mapping', `${of} is empty.`, list);
};

/** The text of a scalar as a file would hold it; null: it is none. */
export const scalarText = (node: Node | null): string | null => {
  if (!isScalar(node)) return null;
  const { value } = node;
  return typeof value === 'string' ? value.trim() : typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
};

/** A name of one thing; null, and a problem, where there is none. */
export const readName = (reader: ScenarioReader, { key, at, value }: Entry): string | null => {
  const remedy = `Write a name of at most ${LONGEST_NAME} characters.`;
  const text = scalarText(value);
  if (value === null || text === '') return refuse(reader, at, 'missing-value', `${key} has no value.`, remedy);
  if (text === null) return refuse(reader, value, 'not-a-name', `The ${key} (${show(textAt(reader.source, value))}) is no name.`, remedy);
  const isLegal = text.length <= LONGEST_NAME && ![...text].some((character) => isControl(character.codePointAt(0) ?? 0));
  return isLegal ? text : refuse(reader, value, 'not-a-name', `The ${key} (${show(text)}) is no name.`, remedy);
};

/** One glob, or a list of them. */
export const readGlobs = (reader: ScenarioReader, { key, at, value }: Entry): Globs | null => {
  const remedy = 'Write a name, with * and ? if need be, or a list of them.';
  if (value === null) return refuse(reader, at, 'missing-value', `${key} has no value.`, remedy);
  const items = isSeq(value) ? value.items.map((item) => resolved(reader.document, item)) : [value];
  if (items.length === 0) return refuse(reader, value, 'empty-list', `The list of ${key} is empty.`, remedy);
  const globs: string[] = [];
  for (const item of items) {
    const text = scalarText(item);
    if (text === null || text === '')
      return refuse(reader, item ?? value, 'not-a-name', `The ${key} holds something that is no name.`, remedy);
    globs.push(text);
  }
  return { at: placeOf(reader.source, value), globs };
};

/** Words that a key of `where` can be compared with; null: any name. */
export const WORDS: Readonly<Partial<Record<WhereKey, readonly string[]>>> = {
  os: FILE_ATTRIBUTES['hosts.csv'].find(({ name }) => name === 'os')?.values ?? [],
  role: FILE_ATTRIBUTES['adapters.csv'].find(({ name }) => name === 'role')?.values ?? [],
  tier: ['1', '2', '3'],
};

const readTest = (reader: ScenarioReader, entry: Entry): WhereTest | null => {
  const key = entry.key as WhereKey;
  const globs = readGlobs(reader, entry);
  const words = WORDS[key];
  const stray = globs?.globs.find((glob) => words !== undefined && !words.some((word) => matchesGlob(glob, word)));
  if (globs === null) return null;
  if (stray === undefined) return { key, ...globs };
  // One character is near to every other.
  const near = stray.length < 2 ? null : nearest(stray, words ?? []);
  const remedy = near === null ? `The ${key} is one of ${(words ?? []).join(', ')}.` : `Maybe you meant ${near}.`;
  return refuse(reader, entry.value, 'unknown-value', `The ${key} ${show(stray)} does not exist.`, remedy);
};

export const readWhere = (reader: ScenarioReader, { at, value }: Entry): Where | null => {
  const entries = entriesOf(reader, value, at, WHERE_KEYS, 'where');
  if (entries === null) return null;
  return { at: placeOf(reader.source, value), tests: entries.flatMap((entry) => readTest(reader, entry) ?? []) };
};

const attributeFor = (reader: ScenarioReader, file: InventoryTable, { key, at }: Entry, legal: readonly Attribute[], verb: string) => {
  const found = legal.find(({ name }) => name === key);
  if (found !== undefined) return found;
  const exists = FILE_ATTRIBUTES[file].some(({ name }) => name === key);
  if (exists && IDENTITY[file].includes(key)) {
    const remedy = 'What refers to the name would be lost: use move, or remove and add.';
    return refuse(reader, at, 'names-are-not-set', `The ${key} of ${file} is the name of the thing itself.`, remedy);
  }
  if (exists) {
    const remedy = `What can be scaled: ${legal.map(({ name }) => name).join(', ')}.`;
    return refuse(reader, at, 'not-a-quantity', `The ${key} of ${file} is no quantity, so it cannot be ${verb}.`, remedy);
  }
  const near = nearest(
    key,
    legal.map(({ name }) => name),
  );
  const remedy = near === null ? '`converge columns` lists the columns of every file.' : `Maybe you meant ${near}.`;
  return refuse(reader, at, 'unknown-column', `${file} has no column ${show(key)}.`, remedy);
};

/** A value for a cell, judged as the cell of the file would be; null, and a problem, where it is none. */
const readSetCell = (reader: ScenarioReader, file: InventoryTable, entry: Entry): CellSet | null => {
  const attribute = attributeFor(reader, file, entry, settable(file), 'set');
  if (attribute === null) return null;
  const node = entry.value;
  const text = node === null ? '' : scalarText(node);
  if (text === null) {
    const message = `The ${attribute.name} (${show(textAt(reader.source, node))}) is no single value.`;
    return refuse(reader, node, 'not-a-value', message, `Write ${expectation(attribute)}.`);
  }
  if (cellParser(attribute, false)(text) === undefined) {
    report(reader.source, rangeOf(node ?? entry.at), { attribute: attribute.name, ...explainCell(attribute, text, false) });
    return null;
  }
  return { at: placeOf(reader.source, node ?? entry.at), file, column: attribute.name, value: text };
};

const readFactor = (reader: ScenarioReader, file: InventoryTable, entry: Entry): CellScale | null => {
  const attribute = attributeFor(reader, file, entry, scalable(file), 'scaled');
  if (attribute === null || attribute.range === null) return null;
  const node = entry.value;
  const factor = isScalar(node) ? node.value : null;
  if (typeof factor !== 'number' || !(factor > 0 && factor <= MAX_FACTOR)) {
    const message = `The factor of ${attribute.name} (${show(node === null ? '' : textAt(reader.source, node))}) is no number above 0 and up to ${MAX_FACTOR}.`;
    return refuse(reader, node ?? entry.at, 'not-a-factor', message, 'Write 1.3 for 30 % more; to make it 0, use set.');
  }
  const { range } = attribute;
  const blank = typeof attribute.default === 'number' ? attribute.default : null;
  const common = { at: placeOf(reader.source, node), file, column: attribute.name };
  return { ...common, factor, whole: attribute.type === 'integer', min: range.min, max: range.max, open: range.open, blank };
};

const readFiles = <Cell>(
  reader: ScenarioReader,
  { key: verb, at, value }: Entry,
  read: (file: InventoryTable, entry: Entry) => Cell | null,
): readonly Cell[] => {
  const files = entriesOf(reader, value, at, [...FILE_KEYS.keys()], verb) ?? [];
  return files.flatMap((entry) => {
    const file = FILE_KEYS.get(entry.key) as InventoryTable;
    return columnsOf(reader, entry, file).flatMap((column) => read(file, column) ?? []);
  });
};

/** Pairs of column and value; which columns there are is judged one by one, with better words. */
const columnsOf = (reader: ScenarioReader, { key, at, value }: Entry, file: InventoryTable): readonly Entry[] => {
  const { source, document } = reader;
  const remedy = 'Write one `column: value` a line.';
  if (value === null) return refuse(reader, at, 'missing-value', `${key} has no value.`, remedy) ?? [];
  if (!isMap(value) || value.items.length === 0)
    return refuse(reader, value, 'not-a-mapping', `${key} names no column of ${file}.`, remedy) ?? [];
  return (value.items as Pair[]).map((pair) => ({ key: keyText(source, pair), at: pair.key, value: resolved(document, pair.value) }));
};

export const readSets = (reader: ScenarioReader, entry: Entry): readonly CellSet[] =>
  readFiles(reader, entry, (file, column) => readSetCell(reader, file, column));

export const readScales = (reader: ScenarioReader, entry: Entry): readonly CellScale[] =>
  readFiles(reader, entry, (file, column) => readFactor(reader, file, column));

/** Cells of one file, without its name. */
export const readCellsOf = (reader: ScenarioReader, entry: Entry, file: InventoryTable): readonly CellSet[] =>
  columnsOf(reader, entry, file).flatMap((column) => readSetCell(reader, file, column) ?? []);
