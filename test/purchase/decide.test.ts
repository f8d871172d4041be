import { describe, expect, test } from 'vitest';
import type { Alternative, AlternativeKind, PurchaseDecision } from '../../src/model/purchase.ts';
import { decide } from '../../src/purchase/decide.ts';
import { minor } from '../../src/units/money.ts';
import { cluster, host, offer, uniformOffer } from './needs.ts';

const MORE = minor(1000);
const bought = ({ bought: offers }: Pick<PurchaseDecision, 'bought'>): readonly string[] =>
  offers.map(({ parts, option }) => `${parts[0]?.host}: ${option}`);
const find = ({ alternatives }: PurchaseDecision, kind: AlternativeKind): Alternative | undefined =>
  alternatives.find((each) => each.kind === kind);

const FLEET = [
  cluster('a', [
    host('a1', [1, 0, 1], offer('a1', 'port', 300, [0, 0, 1]), offer('a1', 'card', 900, [0, 0, 0])),
    host('a2', [0, 0, 1], offer('a2', 'port', 200, [0, 0, 0])),
  ]),
  cluster('b', [host('b1', [0, 1, 0], offer('b1', 'link', 500, [0, 0, 0])), host('b2', [0, 0, 0])]),
];

describe('a purchase', () => {
  test('goes to tier 1 first, then tier 2, then drains, within the budget', () => {
    expect(bought(decide(FLEET, minor(299), MORE))).toEqual(['a2: port']);
    expect(bought(decide(FLEET, minor(300), MORE))).toEqual(['a1: port']);
    expect(bought(decide(FLEET, minor(799), MORE))).toEqual(['a1: port', 'a2: port']);
    expect(bought(decide(FLEET, minor(800), MORE))).toEqual(['a1: port', 'b1: link']);
  });

  test('takes one option a host, also where a dearer one repairs more', () => {
    const { bought: offers, cost, gains, proof } = decide(FLEET, null, MORE);
    expect({ bought: bought({ bought: offers }), cost, gains, proof }).toEqual({
      bought: ['a1: card', 'a2: port', 'b1: link'],
      cost: 1600,
      gains: [1, 1, 2],
      proof: 'optimal',
    });
  });

  test('says what more money, less money, the next repair and each part are worth', () => {
    const decision = decide(FLEET, minor(800), MORE);
    expect(find(decision, 'more-money')).toMatchObject({ cost: 1600, gains: [1, 1, 2] });
    expect(find(decision, 'next-repair')).toMatchObject({ cost: 1000, gains: [1, 1, 1] });
    expect(find(decision, 'less-money')).toBe(undefined);
    const without = decision.alternatives.find(({ subject }) => subject === 'a1: port');
    expect(without).toMatchObject({ kind: 'without-part', gains: [0, 1, 1], cost: 700 });
    expect([bought({ bought: without?.taken ?? [] }), bought({ bought: without?.left ?? [] })]).toEqual([['a2: port'], ['a1: port']]);
  });

  test('has a frontier that rises with the money, from nothing to all of it', () => {
    const { points, whole } = decide(FLEET, minor(800), MORE).frontier;
    expect(whole).toBe(true);
    expect(points.map(({ cost, gains }) => [cost, ...gains])).toEqual([
      [0, 0, 0, 0],
      [200, 0, 0, 1],
      [300, 1, 0, 0],
      [500, 1, 0, 1],
      [800, 1, 1, 0],
      [1000, 1, 1, 1],
      [1600, 1, 1, 2],
    ]);
  });

  test('buys a uniform part for the whole cluster, or what its hosts take for themselves, never both', () => {
    const hosts = [host('a', [1, 0, 0], offer('a', 'port', 40, [0, 0, 0])), host('b', [1, 0, 0], offer('b', 'port', 40, [0, 0, 0]))];
    const both = [cluster('c', hosts, [uniformOffer('jumbo', 70, { a: [0, 0, 0], b: [0, 0, 0] })])];
    expect(bought(decide(both, null, MORE))).toEqual(['a: jumbo']);
    expect(bought(decide(both, minor(69), MORE))).toEqual(['a: port']);
    const dear = [cluster('c', hosts, [uniformOffer('jumbo', 81, { a: [0, 0, 0], b: [0, 0, 0] })])];
    expect(bought(decide(dear, null, MORE))).toEqual(['a: port', 'b: port']);
  });

  test('counts a host that a uniform part makes short against it', () => {
    const hosts = [host('a', [1, 0, 0], offer('a', 'port', 100, [0, 0, 0])), host('b', [0, 0, 0])];
    const fleet = [cluster('c', hosts, [uniformOffer('jumbo', 10, { a: [0, 0, 0], b: [1, 0, 0] })])];
    expect(bought(decide(fleet, null, MORE))).toEqual(['a: port']);
  });

  test('of a fleet that needs nothing is nothing', () => {
    expect(decide([cluster('c', [host('a', [0, 0, 0])])], minor(5), MORE)).toMatchObject({ bought: [], cost: 0, proof: 'optimal' });
  });
});
