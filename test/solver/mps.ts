import type { LinearModel, Row, Term, Variable } from '../../src/solver/linear-model.ts';

/** A model read from MPS, with the constant that the file adds to the objective. */
export interface MpsModel {
  readonly model: LinearModel;
  readonly offset: number;
}

interface Draft {
  readonly rowTypes: Map<string, string>;
  readonly sides: Map<string, number>;
  readonly ranges: Map<string, number>;
  readonly columns: Map<string, Map<string, number>>;
  readonly integers: Set<string>;
  readonly bounds: Map<string, { lower: number; upper: number }>;
}

const BOUNDS_WITHOUT_VALUE = new Set(['FR', 'MI', 'PL', 'BV']);

/** Sides and ranges may leave out the name of their set, which an even number of fields gives away. */
const pairsOf = (fields: readonly string[]): [string, number][] => {
  const start = fields.length % 2;
  const pairs: [string, number][] = [];
  for (let index = start; index + 1 < fields.length; index += 2) pairs.push([fields[index] as string, Number(fields[index + 1])]);
  return pairs;
};

const readBound = (draft: Draft, fields: readonly string[]): void => {
  const type = fields[0] as string;
  const hasValue = !BOUNDS_WITHOUT_VALUE.has(type);
  // The name of the bound set may be missing.
  const column = (hasValue ? fields.at(-2) : fields[Math.min(2, fields.length - 1)]) as string;
  const value = hasValue ? Number(fields.at(-1)) : Number.NaN;
  const bound = draft.bounds.get(column) ?? { lower: 0, upper: Infinity };
  draft.bounds.set(column, bound);
  if (type === 'BV' || type === 'UI' || type === 'LI') draft.integers.add(column);
  if (type === 'LO' || type === 'LI') bound.lower = value;
  else if (type === 'UP' || type === 'UI') bound.upper = value;
  else if (type === 'FX') Object.assign(bound, { lower: value, upper: value });
  else if (type === 'FR') Object.assign(bound, { lower: -Infinity, upper: Infinity });
  else if (type === 'MI') bound.lower = -Infinity;
  else if (type === 'BV') Object.assign(bound, { lower: 0, upper: 1 });
  else if (type !== 'PL') throw new Error(`bound type ${type}`);
};

const readLines = (text: string): Draft => {
  const draft: Draft = {
    rowTypes: new Map(),
    sides: new Map(),
    ranges: new Map(),
    columns: new Map(),
    integers: new Set(),
    bounds: new Map(),
  };
  let section = '';
  let integer = false;
  for (const line of text.split(/\r?\n/)) {
    if (line === '' || line.startsWith('*')) continue;
    const fields = line.trim().split(/\s+/);
    if (/^\S/.test(line)) {
      section = fields[0] as string;
      if (section === 'ENDATA') break;
      continue;
    }
    if (section === 'ROWS') draft.rowTypes.set(fields[1] as string, fields[0] as string);
    else if (section === 'COLUMNS' && fields[1] === "'MARKER'") integer = fields[2] === "'INTORG'";
    else if (section === 'COLUMNS') {
      const column = fields[0] as string;
      const entries = draft.columns.get(column) ?? new Map<string, number>();
      draft.columns.set(column, entries);
      if (integer) draft.integers.add(column);
      for (const [row, value] of pairsOf(fields)) entries.set(row, value);
    } else if (section === 'RHS') for (const [row, value] of pairsOf(fields)) draft.sides.set(row, value);
    else if (section === 'RANGES') for (const [row, value] of pairsOf(fields)) draft.ranges.set(row, value);
    else if (section === 'BOUNDS') readBound(draft, fields);
  }
  return draft;
};

const sidesOf = (type: string, side: number, range: number | undefined): [number, number] => {
  if (type === 'L') return [range === undefined ? -Infinity : side - Math.abs(range), side];
  if (type === 'G') return [side, range === undefined ? Infinity : side + Math.abs(range)];
  if (range === undefined) return [side, side];
  return range < 0 ? [side + range, side] : [side, side + range];
};

/** Reads fixed or free MPS as the public benchmark sets use it: minimization, the first free row is the objective. */
export const readMps = (text: string): MpsModel => {
  const draft = readLines(text);
  const objective = [...draft.rowTypes].find(([, type]) => type === 'N')?.[0] ?? '';
  const terms = new Map<string, Term[]>();
  const variables: Variable[] = [];
  for (const [name, entries] of draft.columns) {
    const bound = draft.bounds.get(name) ?? { lower: 0, upper: Infinity };
    for (const [row, value] of entries) terms.set(row, [...(terms.get(row) ?? []), [variables.length, value]]);
    variables.push({ ...bound, integer: draft.integers.has(name), cost: entries.get(objective) ?? 0 });
  }
  const rows: Row[] = [];
  for (const [name, type] of draft.rowTypes) {
    if (type === 'N') continue;
    const [lower, upper] = sidesOf(type, draft.sides.get(name) ?? 0, draft.ranges.get(name));
    rows.push({ name, terms: terms.get(name) ?? [], lower, upper });
  }
  return { model: { sense: 'min', variables, rows }, offset: -(draft.sides.get(objective) ?? 0) };
};
