/** One entry of `changes` in a scenario file. */
import { isScalar, type Node } from 'yaml';
import {
  type CellScale,
  type CellSet,
  FAILURES,
  type FailureKind,
  type NamedThing,
  type Place,
  REMOVABLES,
  type Removable,
  type ScenarioChange,
  type Where,
} from '../model/scenario.ts';
import {
  type Entry,
  entriesOf,
  readCellsOf,
  readGlobs,
  readName,
  readScales,
  readSets,
  readWhere,
  refuse,
  type ScenarioReader,
} from './scenario-cells.ts';
import { show } from './source.ts';
import { placeOf, textAt } from './yaml-source.ts';

/** More is no plan for a purchase but a slip of the pen. */
export const MOST_ADDED = 1000;

/** The verbs that may stand together. */
const EDIT_VERBS = ['set', 'scale'] as const;
type EditVerb = (typeof EDIT_VERBS)[number];

export const VERBS = [...EDIT_VERBS, 'add_nics', 'add_hosts', 'fail', 'remove', 'move'] as const;
type Verb = (typeof VERBS)[number];

/** Keys of each verb; of `set` and `scale` they are files. */
export const VERB_KEYS = {
  add_nics: ['like', 'count', 'where', 'set'],
  add_hosts: ['like', 'count', 'cluster'],
  fail: [...FAILURES, 'where'],
  remove: [...REMOVABLES, 'where'],
  move: ['vms', 'where', 'to', 'switch'],
} as const satisfies Partial<Record<Verb, readonly string[]>>;

interface Change {
  readonly reader: ScenarioReader;
  readonly entry: Entry;
  readonly at: Place;
  /** What stands beside the verb. */
  readonly where: Where | null;
}

type Values = ReadonlyMap<string, Entry>;

/** Entries by key; null, and a problem, where a key that must be there is not. */
const valuesOf = ({ reader, entry }: Change, keys: readonly string[], required: readonly string[]): Values | null => {
  const entries = entriesOf(reader, entry.value, entry.at, keys, entry.key);
  if (entries === null) return null;
  const values = new Map(entries.map((each) => [each.key, each]));
  const missing = required.filter((key) => !values.has(key));
  if (missing.length === 0) return values;
  const message = `${entry.key} leaves out ${missing.join(' and ')}.`;
  return refuse(reader, entry.at, 'missing-key', message, `Write ${required.join(', ')}.`);
};

const whereOf = ({ reader, where, entry }: Change, values: Values): Where | null => {
  const inner = values.get('where');
  if (inner === undefined) return where;
  if (where !== null) {
    refuse(reader, inner.at, 'two-selections', `where stands inside ${entry.key} and beside it.`, 'Keep one of the two.');
    return where;
  }
  return readWhere(reader, inner);
};

const readCount = ({ reader }: Change, entry: Entry | undefined): number | null => {
  if (entry === undefined) return 1;
  const count = isScalar(entry.value) ? entry.value.value : null;
  if (typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= MOST_ADDED) return count;
  const text = entry.value === null ? '' : textAt(reader.source, entry.value);
  const message = `The count (${show(text)}) is no whole number from 1 to ${MOST_ADDED}.`;
  return refuse(reader, entry.value ?? entry.at, 'not-a-count', message, `Write a whole number from 1 to ${MOST_ADDED}.`);
};

const namedThing = ({ reader }: Change, entry: Entry | undefined): NamedThing | null => {
  const name = entry === undefined ? null : readName(reader, entry);
  return name === null || entry === undefined ? null : { at: placeOf(reader.source, entry.value), name };
};

const readAddNics = (change: Change): ScenarioChange | null => {
  const values = valuesOf(change, VERB_KEYS.add_nics, ['like']);
  if (values === null) return null;
  const like = readGlobs(change.reader, values.get('like') as Entry);
  const count = readCount(change, values.get('count'));
  const where = whereOf(change, values);
  const set = values.get('set');
  const cells = set === undefined ? [] : readCellsOf(change.reader, set, 'nics.csv');
  return like === null || count === null ? null : { kind: 'add-nics', at: change.at, where, like, count, cells };
};

const readAddHosts = (change: Change): ScenarioChange | null => {
  const values = valuesOf(change, VERB_KEYS.add_hosts, ['like']);
  if (values === null) return null;
  if (change.where !== null) {
    const message = 'add_hosts selects nothing, and where stands beside it.';
    return refuse(change.reader, change.entry.at, 'where-unused', message, 'Delete where.');
  }
  const like = namedThing(change, values.get('like'));
  const count = readCount(change, values.get('count'));
  const cluster = namedThing(change, values.get('cluster'));
  return like === null || count === null ? null : { kind: 'add-hosts', at: change.at, like, count, cluster };
};

/** The one key of a choice that is there; null, and a problem, where there is none or more than one. */
const onlyOne = <Key extends string>(change: Change, values: Values, keys: readonly Key[]): Key | null => {
  const there = keys.filter((key) => values.has(key));
  const [only] = there;
  if (only !== undefined && there.length === 1) return only;
  const message = `${change.entry.key} names ${there.length === 0 ? 'nothing' : `${there.join(' and ')} at once`}.`;
  const code = there.length === 0 ? 'missing-key' : 'several-keys';
  return refuse(change.reader, change.entry.at, code, message, `Write one of ${keys.join(', ')}, and a change of its own for each.`);
};

const readFail = (change: Change): ScenarioChange | null => {
  const values = valuesOf(change, VERB_KEYS.fail, []);
  if (values === null) return null;
  const narrowed = FAILURES.some((key) => key !== 'host' && values.has(key));
  const what = onlyOne<FailureKind>(change, values, narrowed ? FAILURES.filter((key) => key !== 'host') : FAILURES);
  if (what === null) return null;
  const names = readGlobs(change.reader, values.get(what) as Entry);
  const host = narrowed ? values.get('host') : undefined;
  const on = host === undefined ? null : readGlobs(change.reader, host);
  const where = whereOf(change, values);
  return names === null ? null : { kind: 'fail', at: change.at, where, what, names, host: on };
};

const readRemove = (change: Change): ScenarioChange | null => {
  const values = valuesOf(change, VERB_KEYS.remove, []);
  const what = values === null ? null : onlyOne<Removable>(change, values, REMOVABLES);
  if (values === null || what === null) return null;
  const names = readGlobs(change.reader, values.get(what) as Entry);
  const where = whereOf(change, values);
  return names === null ? null : { kind: 'remove', at: change.at, where, what, names };
};

const readMove = (change: Change): ScenarioChange | null => {
  const values = valuesOf(change, VERB_KEYS.move, ['vms', 'to']);
  if (values === null) return null;
  const vms = readGlobs(change.reader, values.get('vms') as Entry);
  const to = namedThing(change, values.get('to'));
  const on = namedThing(change, values.get('switch'));
  const where = whereOf(change, values);
  return vms === null || to === null ? null : { kind: 'move', at: change.at, where, vms, to, switch: on };
};

/** `set`, `scale`, or both: one change, so that both concern the rows that are selected before either. */
const readEdit = (reader: ScenarioReader, where: Where | null, verbs: readonly Entry[]): ScenarioChange => {
  let sets: readonly CellSet[] = [];
  let scales: readonly CellScale[] = [];
  for (const entry of verbs) {
    if (entry.key === 'set') sets = readSets(reader, entry);
    else scales = readScales(reader, entry);
  }
  return { kind: 'edit', where, sets, scales };
};

const readVerb = (change: Change): ScenarioChange | null => {
  switch (change.entry.key as Exclude<Verb, EditVerb>) {
    case 'add_nics':
      return readAddNics(change);
    case 'add_hosts':
      return readAddHosts(change);
    case 'fail':
      return readFail(change);
    case 'remove':
      return readRemove(change);
    case 'move':
      return readMove(change);
  }
};

const isEdit = ({ key }: Entry): boolean => EDIT_VERBS.some((verb) => verb === key);

/** One entry of `changes`; null, and a problem, where it says nothing or too much. */
export const readChange = (reader: ScenarioReader, node: Node | null, list: unknown): ScenarioChange | null => {
  const entries = entriesOf(reader, node, list, ['where', ...VERBS], 'A change');
  if (entries === null) return null;
  const selection = entries.find(({ key }) => key === 'where');
  const where = selection === undefined ? null : readWhere(reader, selection);
  const verbs = entries.filter(({ key }) => key !== 'where');
  const [entry] = verbs;
  if (entry === undefined) return refuse(reader, node, 'missing-key', 'A change says nothing to do.', `Write one of ${VERBS.join(', ')}.`);
  if (verbs.every(isEdit)) return readEdit(reader, where, verbs);
  if (verbs.length === 1) return readVerb({ reader, entry, at: placeOf(reader.source, entry.at), where });
  const message = `A change holds ${verbs.map(({ key }) => key).join(' and ')} at once.`;
  return refuse(reader, entry.at, 'several-keys', message, 'Write a change of its own for each.');
};
