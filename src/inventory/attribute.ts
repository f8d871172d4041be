/**
 * One column of one file, and the makers that the attribute tables are written with. What a cell may hold, what a blank
 * means and where the value comes from is said once: the parser, the messages, the manual and `--help` all read it here.
 */
export type AttributeType = 'name' | 'text' | 'enum' | 'boolean' | 'integer' | 'number' | 'money';

/** What can be said of a column before it has a file and a name. */
export interface Column<Value> {
  readonly type: AttributeType;
  /** '' where the value has none. */
  readonly unit: string;
  readonly required: boolean;
  /** What a blank cell reads as; null: not known. */
  readonly default: Value | null;
  /** The same in words, for the manual. */
  readonly blank: string;
  readonly range: Range | null;
  /** Accepted words of an enum, as they print. */
  readonly values: readonly string[];
  readonly meaning: string;
  /** The cmdlet, or other place, that the value is exported from. */
  readonly cmdlet: string;
  /** false: a broken cell loses its value and nothing else, because no plan depends on it. */
  readonly changesPlan: boolean;
}

export interface Attribute<Value = unknown> extends Column<Value> {
  /** File name, such as hosts.csv. */
  readonly file: string;
  readonly name: string;
  /** Place of the value in a row that has been read, whatever the order of columns in the file. */
  readonly position: number;
}

export interface Range {
  readonly min: number;
  readonly max: number;
  /** The range leaves out `min` itself. */
  readonly open: boolean;
}

export const from = (min: number, max: number): Range => ({ min, max, open: false });
export const above = (min: number, max: number): Range => ({ min, max, open: true });

/** Longest name that is read. */
export const LONGEST_NAME = 256;

const BLANK_COLUMN = { unit: '', required: false, default: null, blank: 'not known', range: null, values: [], changesPlan: true } as const;

export const requiredName = (meaning: string, cmdlet: string): Column<string> => ({
  ...BLANK_COLUMN,
  type: 'name',
  required: true,
  blank: '',
  meaning,
  cmdlet,
});

export const optionalName = (blank: string, meaning: string, cmdlet: string): Column<string | null> => ({
  ...BLANK_COLUMN,
  type: 'name',
  blank,
  meaning,
  cmdlet,
});

/** Free text that no plan depends on; it may hold line breaks. */
export const note = (meaning: string, cmdlet: string): Column<string | null> => ({
  ...BLANK_COLUMN,
  type: 'text',
  meaning,
  cmdlet,
  changesPlan: false,
});

type NumberType = 'integer' | 'number';

export const required = <Value extends number>(
  type: NumberType,
  range: Range,
  unit: string,
  meaning: string,
  cmdlet: string,
): Column<Value> => ({ ...BLANK_COLUMN, type, unit, required: true, blank: '', range, meaning, cmdlet });

export const defaulted = <Value extends number>(
  type: NumberType,
  value: Value,
  range: Range,
  unit: string,
  meaning: string,
  cmdlet: string,
): Column<Value> => ({ ...BLANK_COLUMN, type, unit, default: value, blank: String(value), range, meaning, cmdlet });

export const optional = <Value extends number>(
  type: NumberType,
  blank: string,
  range: Range,
  unit: string,
  meaning: string,
  cmdlet: string,
): Column<Value | null> => ({ ...BLANK_COLUMN, type, unit, blank, range, meaning, cmdlet });

/** An amount as its decimal text: it is counted in minor units, and never a binary fraction. */
export const money = (meaning: string, cmdlet: string): Column<string> => ({
  ...BLANK_COLUMN,
  type: 'money',
  required: true,
  blank: '',
  meaning,
  cmdlet,
});

/** The column serves reports only: a broken cell costs its own value. */
export const unplanned = <Value>(column: Column<Value | null>): Column<Value | null> => ({ ...column, changesPlan: false });

export const requiredChoice = <Word extends string>(values: readonly Word[], meaning: string, cmdlet: string): Column<Word> => ({
  ...BLANK_COLUMN,
  type: 'enum',
  required: true,
  blank: '',
  values,
  meaning,
  cmdlet,
});

export const choice = <Word extends string>(values: readonly Word[], value: Word, meaning: string, cmdlet: string): Column<Word> => ({
  ...BLANK_COLUMN,
  type: 'enum',
  default: value,
  blank: value,
  values,
  meaning,
  cmdlet,
});

export const optionalChoice = <Word extends string>(
  values: readonly Word[],
  blank: string,
  meaning: string,
  cmdlet: string,
): Column<Word | null> => ({ ...BLANK_COLUMN, type: 'enum', blank, values, meaning, cmdlet });

export const flag = (value: boolean, meaning: string, cmdlet: string): Column<boolean> => ({
  ...BLANK_COLUMN,
  type: 'boolean',
  default: value,
  blank: String(value),
  meaning,
  cmdlet,
});

type Named<Columns> = { readonly [Name in keyof Columns]: Columns[Name] extends Column<infer Value> ? Attribute<Value> : never };

/** Gives each column of a file its name and its place. The first says whom a row is about: the host, or the cluster. */
export const describeFile = <Columns extends Readonly<Record<string, Column<unknown>>>>(file: string, columns: Columns): Named<Columns> =>
  Object.fromEntries(
    Object.entries(columns).map(([name, column], position) => [name, { ...column, file, name, position }]),
  ) as unknown as Named<Columns>;

/** The value of one attribute in a row that has been read without a problem. */
export const valueOf = <Value>(values: readonly unknown[], attribute: Attribute<Value>): Value => values[attribute.position] as Value;
