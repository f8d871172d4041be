import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorthStanding } from '../../src/model/worth.ts';
import { rankOptions, type UnrankedOption, verdictOf } from '../../src/purchase/rank-worth.ts';
import { minor } from '../../src/units/money.ts';
import { minutes } from '../../src/units/quantity.ts';

const standing = (part: Partial<WorthStanding>): WorthStanding => ({
  status: 'short',
  level: 'drain',
  attainment: 0.5,
  attainmentOfFirst: 0.5,
  drain: minutes(40),
  functions: null,
  queued: null,
  ...part,
});
const BEFORE = standing({});
const ok = (drain: number) => standing({ status: 'ok', level: null, attainment: null, attainmentOfFirst: 1, drain: minutes(drain) });
const helps = (attainment: number, drain: number) => standing({ attainment, attainmentOfFirst: attainment, drain: minutes(drain) });
const option = (name: string, after: WorthStanding, price: number | null = null): UnrankedOption => ({
  option: name,
  title: name,
  place: null,
  after,
  price: price === null ? null : minor(price),
});
const inOrder = (...options: UnrankedOption[]) => rankOptions(BEFORE, options).map((each) => each.option);

describe('the rank of options', () => {
  it('is by status, then by attainment, then by minutes of the drain', () => {
    expect(
      inOrder(option('more', helps(0.9, 10)), option('ok', ok(30)), option('slow', helps(0.6, 39)), option('quick', helps(0.6, 20))),
    ).toEqual(['ok', 'more', 'quick', 'slow']);
  });

  it('puts what breaks an earlier level last, however much the later one gains', () => {
    const worse = standing({ level: 'host-floors', attainment: 0.9, attainmentOfFirst: 1, drain: minutes(1) });
    expect(inOrder(option('worse', worse), option('nothing', BEFORE))).toEqual(['nothing', 'worse']);
    expect(verdictOf(BEFORE, worse)).toBe('worse');
    expect(verdictOf(BEFORE, BEFORE)).toBe('no-gain');
  });

  it('for the money puts the cheapest repair first, and a repair before any help', () => {
    const ranked = rankOptions(BEFORE, [
      option('dear repair', ok(5), 900_000),
      option('cheap repair', ok(30), 300_000),
      option('cheap help', helps(0.9, 20), 100),
      option('no price', ok(1)),
      option('nothing', BEFORE, 100),
    ]);
    expect(Object.fromEntries(ranked.map((each) => [each.option, [each.rank, each.rankByPrice]]))).toEqual({
      'no price': [1, null],
      'dear repair': [2, 2],
      'cheap repair': [3, 1],
      'cheap help': [4, 3],
      nothing: [5, null],
    });
  });

  it('puts what is free and gains before all that costs', () => {
    const ranked = rankOptions(BEFORE, [option('bought', helps(0.99, 10), 1), option('free', helps(0.51, 39), 0)]);
    expect(ranked.map((each) => [each.option, each.rankByPrice])).toEqual([
      ['bought', 2],
      ['free', 1],
    ]);
  });

  it('is a permutation, and never puts a lesser status first', () => {
    const after = fc.oneof(
      fc.integer({ min: 1, max: 60 }).map(ok),
      fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 60 })).map(([share, drain]) => helps(share / 100, drain)),
    );
    fc.assert(
      fc.property(fc.array(after, { maxLength: 9 }), (afters) => {
        const ranked = rankOptions(
          BEFORE,
          afters.map((each, index) => option(String(index), each)),
        );
        expect(ranked.map(({ rank }) => rank)).toEqual(afters.map((_, index) => index + 1));
        const shorts = ranked.map((each) => each.after.status === 'short');
        expect([...shorts].sort()).toEqual(shorts);
      }),
    );
  });
});
