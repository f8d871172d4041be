/** Small wrongs for planner sources: one operator, bound or constant at a time. Pure, so that it can be tested. */
import { lineAt, scan } from '../test/architecture/scan.ts';

export interface Mutation {
  readonly offset: number;
  readonly line: number;
  readonly from: string;
  readonly to: string;
}

// Formatted code has spaces around binary operators and none in generics, so a space tells `a < b` from `Array<B>`.
const SWAPS: readonly (readonly [string, string])[] = [
  [' < ', ' <= '],
  [' > ', ' >= '],
  [' + ', ' - '],
  [' * ', ' / '],
  [' && ', ' || '],
  [' === ', ' !== '],
  ['Math.min(', 'Math.max('],
  ['Math.floor(', 'Math.ceil('],
  ['floor(', 'ceil('],
];

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Lines that only the compiler sees: no test can turn red there. */
const isTypeLine = (line: string): boolean => /^\s*(?:import|export type|export interface|type|interface|readonly)\b/.test(line);

const swapsIn = (code: string): readonly Mutation[] =>
  SWAPS.flatMap((pair) => [pair, [pair[1], pair[0]] as const]).flatMap(([from, to]) =>
    [...code.matchAll(new RegExp(`${from.startsWith(' ') ? '' : '(?<![\\w$.])'}${escape(from)}`, 'g'))].map(({ index }) => ({
      offset: index,
      line: lineAt(code, index),
      from,
      to,
    })),
  );

const constantsIn = (code: string): readonly Mutation[] =>
  [...code.matchAll(/(?<![\w$.])\d[\d_]*(?:\.\d+)?(?![\w$.])/g)].flatMap(({ 0: from, index }) => {
    const value = Number(from.replaceAll('_', ''));
    const steps = value === 0 ? [1] : Number.isInteger(value) ? [value + 1, value - 1] : [value * 2, value / 2];
    return steps.map((to) => ({ offset: index, line: lineAt(code, index), from, to: String(to) }));
  });

/** Every mutation of a source, in order of place. Comments, strings and types are left alone. */
export const findMutations = (text: string): readonly Mutation[] => {
  const { code } = scan(text);
  const lines = text.split('\n');
  return [...swapsIn(code), ...constantsIn(code)]
    .filter(({ line }) => !isTypeLine(lines[line - 1] ?? ''))
    .sort((a, b) => a.offset - b.offset || (a.to < b.to ? -1 : 1));
};

export const applyMutation = (text: string, { offset, from, to }: Mutation): string =>
  text.slice(0, offset) + to + text.slice(offset + from.length);
