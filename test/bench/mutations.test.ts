import { describe, expect, it } from 'vitest';
import { applyMutation, findMutations } from '../../bench/mutations.ts';

const mutants = (text: string): readonly string[] => findMutations(text).map((mutation) => applyMutation(text, mutation));

describe('mutations', () => {
  it.each([
    ['a < b', ['a <= b']],
    ['a >= b', ['a > b']],
    ['a - b', ['a + b']],
    ['a / b', ['a * b']],
    ['a || b', ['a && b']],
    ['a === b', ['a !== b']],
    ['Math.max(a, b)', ['Math.min(a, b)']],
    ['Math.ceil(a)', ['Math.floor(a)']],
    ['ceil(a)', ['floor(a)']],
    ['a[0]', ['a[1]']],
    ['rate(1_000)', ['rate(1001)', 'rate(999)']],
    ['rate(0.05)', ['rate(0.025)', 'rate(0.1)']],
  ])('%s becomes %s', (text, expected) => {
    expect(mutants(text)).toEqual(expected);
  });

  it.each([
    ['a comment', '// a < b, 1 + 2'],
    ['a string', "const a = 'x < y';"],
    ['a generic and an arrow', 'const f = (a: Array<B>): C => d(a);'],
    ['an import', "import * as two from './two.ts';"],
    ['a type', 'type Tier = 1 | 2 | 3;'],
    ['a name with a digit', 'const x1 = level2;'],
  ])('%s is left alone', (_, text) => {
    expect(mutants(text)).toEqual([]);
  });

  it('one mutant has one wrong', () => {
    expect(mutants('a + b < c')).toEqual(['a - b < c', 'a + b <= c']);
  });
});
