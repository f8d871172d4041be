import { describe, expect, test } from 'vitest';
import type { Price, PriceList } from '../../src/model/price-list.ts';
import { candidatesOf } from '../../src/purchase/candidates.ts';
import { priceOfPart } from '../../src/purchase/price-part.ts';
import { changedPorts, priceOf } from '../../src/purchase/price-of.ts';
import { minor } from '../../src/units/money.ts';
import { mbps } from '../../src/units/quantity.ts';
import { buildHost, buildNic } from '../builders/host-builder.ts';

const price = (given: Partial<Price>): Price => ({
  line: 2,
  option: 'link',
  link: null,
  model: null,
  os: null,
  unit: 'host',
  uniform: false,
  price: minor(100),
  ...given,
});
const list = (...prices: readonly Price[]): PriceList => ({ prices, currency: 'EUR', scale: 2 });

const HOST = buildHost({
  logicalProcessors: 32,
  smt: true,
  nics: [buildNic({ name: 'NIC1', link: mbps(10_000) }), buildNic({ name: 'NIC2', link: mbps(10_000) })],
});
const faster = candidatesOf(HOST).find(({ bill }) => bill.kind === 'link');
const newer = candidatesOf(HOST).filter(({ bill }) => bill.kind === 'os');

const costOf = (prices: PriceList, candidate = faster): number | null =>
  candidate === undefined ? null : (priceOf(prices, HOST, candidate)?.cost ?? null);

describe('the price of an option', () => {
  test('is for the host, each port that changes, each physical core, or the cluster once', () => {
    expect(faster === undefined ? 0 : changedPorts(HOST, faster.edited)).toBe(2);
    expect(['host', 'port', 'core', 'cluster'].map((unit) => costOf(list(price({ unit: unit as Price['unit'] }))))).toEqual([
      100, 200, 1600, 100,
    ]);
  });

  test('is that of the row that says most about what is bought', () => {
    const rows = [price({}), price({ link: mbps(25_000), price: minor(70) }), price({ link: mbps(40_000), price: minor(50) })];
    expect(costOf(list(...rows))).toBe(70);
    expect(costOf(list(...rows.slice(0, 1)))).toBe(100);
  });

  test('is not known where no row fits', () => {
    expect(costOf(list(price({ option: 'card' })))).toBe(null);
    expect(costOf(list(price({ model: 'another' })))).toBe(null);
  });

  test('of an operating system may hang on its version', () => {
    const rows = list(price({ option: 'os', price: minor(1) }), price({ option: 'os', os: '2025', price: minor(2) }));
    expect(newer.map((candidate) => [candidate.bill.os, costOf(rows, candidate)])).toContainEqual(['2025', 2]);
  });
});

describe('a part of a scenario', () => {
  const at = { line: 3, column: 5, value: '', row: '' };
  const part = { at, option: 'link', link: mbps(25_000), model: 'cx-5', os: null, count: 3 } as const;

  test('costs its count of the price that says most about it, and only of one that says no more than the part', () => {
    const any = price({ price: minor(105) });
    const fast = price({ link: mbps(25_000), price: minor(200) });
    const model = price({ link: mbps(25_000), model: 'CX-5', price: minor(333) });
    expect(priceOfPart(list(any, fast, model), part)).toEqual({ cost: '9.99' });
    expect(priceOfPart(list(any, fast, model), { ...part, model: null })).toEqual({ cost: '6.00' });
    expect(priceOfPart(list(any, fast, model), { ...part, link: null })).toEqual({ cost: '3.15' });
    expect(priceOfPart(list(fast), { ...part, link: null })).toMatchObject({ at, code: 'no-price' });
  });

  test('that costs more than can be counted exactly is refused', () => {
    const dear = price({ price: minor(Number.MAX_SAFE_INTEGER - 1) });
    expect(priceOfPart(list(dear), { ...part, count: 1 })).toEqual({ cost: '90071992547409.90' });
    expect(priceOfPart(list(dear), part)).toMatchObject({ at, code: 'price-too-large' });
  });
});
