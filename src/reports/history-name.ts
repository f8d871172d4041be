/** Names of the runs of a history: when they began, and of which inventory. */
import { pathSegment } from './path-segment.ts';

export interface RunName {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly began: number;
  /** From 1; higher where several runs of the history began in the same second. */
  readonly ordinal: number;
  /** The inventory as one segment of a path. */
  readonly inventory: string;
}

/** 2026-01-31T013000Z-fleet, and 2026-01-31T013000Z.2-fleet for the next one of that second. */
const PATTERN = /^(\d{4})-(\d\d)-(\d\d)T(\d\d)(\d\d)(\d\d)Z(?:\.([1-9]\d{0,5}))?-([a-z0-9_-][a-z0-9._-]{0,63})$/;

const MILLISECONDS = /\.\d+Z$/;

/** In UTC, because an hour that occurs twice in autumn would put two runs into the wrong order. */
export const runName = (began: Date, inventory: string, ordinal: number): string => {
  const second = began.toISOString().replace(MILLISECONDS, 'Z').replaceAll(':', '');
  return `${second}${ordinal === 1 ? '' : `.${ordinal}`}-${pathSegment(inventory)}`;
};

/** null for a name that no run of ours bears. */
export const parseRunName = (name: string): RunName | null => {
  const match = PATTERN.exec(name);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const began = Date.UTC(year, month - 1, day, hour, minute, second);
  const ordinal = match[7] === undefined ? 1 : Number(match[7]);
  // A day that no calendar has would come out as another one, and the first run of a second has no number.
  if (runName(new Date(began), 'x', 1) !== `${name.slice(0, name.indexOf('Z') + 1)}-x` || match[7] === '1') return null;
  return { name, began, ordinal, inventory: match[8] as string };
};

export const compareRuns = (a: RunName, b: RunName): number =>
  a.began - b.began || a.ordinal - b.ordinal || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

export interface Retention {
  /** The newest so many are kept; null: no such rule. */
  readonly runs: number | null;
  /** What began so many days ago or less is kept; null: no such rule. */
  readonly days: number | null;
}

const DAY = 86_400_000;

/** Runs that no rule keeps, oldest first. Without a rule, none. The run `latest` is kept whatever the rules say. */
export const runsToRemove = (runs: readonly RunName[], rules: Retention, latest: string, now: Date): readonly RunName[] => {
  if (rules.runs === null && rules.days === null) return [];
  const newestFirst = [...runs].sort((a, b) => compareRuns(b, a));
  const oldest = rules.days === null ? Number.POSITIVE_INFINITY : now.getTime() - rules.days * DAY;
  return newestFirst.filter(({ name, began }, index) => name !== latest && index >= (rules.runs ?? 0) && began < oldest).reverse();
};
