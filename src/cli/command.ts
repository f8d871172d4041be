/** What every command file exports, and the checks of option values that yargs leaves to us. */
import type { ExitCode } from './exit-codes.ts';
import { UsageError } from './usage-error.ts';

/** Parsed arguments, keyed by option as it is written. */
export type Arguments = Readonly<Record<string, unknown>>;

export interface Command {
  /** With its positional arguments, as yargs wants it. */
  readonly command: string;
  /** null: the command is not listed. */
  readonly summary: string | null;
  /** What each positional argument means. */
  readonly positionals: Readonly<Record<string, string>>;
  /** Without the leading dashes; every option that is a string needs a value. */
  readonly options: Readonly<Record<string, { readonly type: 'string' | 'boolean'; readonly describe: string }>>;
  /** A command line and what it does. */
  readonly examples: readonly (readonly [string, string])[];
  /** Loads what it needs itself, so that no command pays for another's start. */
  readonly run: (args: Arguments, signal: AbortSignal) => Promise<ExitCode>;
}

/** An option that is given twice counts as it is written last. */
const lastOf = (args: Arguments, name: string): unknown => {
  const value = args[name];
  return Array.isArray(value) ? value.at(-1) : value;
};

/** @throws UsageError when the option stands there without text */
export const textOf = (args: Arguments, name: string): string | null => {
  const value = lastOf(args, name);
  if (value === undefined) return null;
  if (typeof value === 'string' && value !== '') return value;
  throw new UsageError(`${name} is empty.`, `Write a value after --${name}, or leave it out.`);
};

/** A positional argument that the command requires; yargs has seen to it that it is there. */
export const positionalOf = (args: Arguments, name: string): string => {
  const value = args[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new UsageError(`${name.toUpperCase()} is empty.`, `Run the command with --help for what ${name.toUpperCase()} may be.`);
};

/** A positional argument that may be given several times; yargs has seen to it that there is one. */
export const positionalsOf = (args: Arguments, name: string): readonly string[] => {
  const value = args[name];
  const values = Array.isArray(value) ? value : [value];
  return values.map((each) => positionalOf({ [name]: each }, name));
};

export const isSet = (args: Arguments, name: string): boolean => lastOf(args, name) === true;

interface Range {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

/** @throws UsageError when the text is no number of the range */
export const numberOf = (args: Arguments, name: string, range: Range): number | null => {
  const text = textOf(args, name);
  if (text === null) return null;
  const value = Number(text);
  const legal = text.trim() !== '' && value >= range.min && value <= range.max && (!range.whole || Number.isInteger(value));
  if (legal) return value;
  const kind = range.whole ? 'a whole number' : 'a number';
  throw new UsageError(
    `--${name} (${text}) is not ${kind} from ${range.min} to ${range.max}.`,
    `Write ${kind} from ${range.min} to ${range.max}.`,
  );
};

const MAX_THREADS = 256;

/**
 * The option `threads`; null: as many as there are processors.
 * @param least 0 where none means this very thread
 * @throws UsageError when the text is no number of the range
 */
export const threadsOf = (args: Arguments, least: 0 | 1 = 0): number | null =>
  numberOf(args, 'threads', { min: least, max: MAX_THREADS, whole: true });
