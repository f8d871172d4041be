import { describe, expect, test } from 'vitest';
import type { PurchaseReport } from '../../src/model/purchase.ts';
import { decide } from '../../src/purchase/decide.ts';
import { leftHosts } from '../../src/reports/purchase-left.ts';
import { renderPurchaseScreen } from '../../src/reports/purchase-screen.ts';
import { renderPurchase } from '../../src/reports/purchase-tables.ts';
import { minor } from '../../src/units/money.ts';
import { cluster, host, offer, standing, uniformOffer } from '../purchase/needs.ts';

const FLEET = [
  cluster('one', [
    host('=a1', [1, 0, 1], offer('=a1', 'port', 30_050, [0, 0, 1])),
    host('a2', [0, 0, 1], offer('a2', 'port', 20_000, [0, 0, 0])),
    host('a3', [0, 0, 1], offer('a3', 'port', 100, [0, 0, 1])),
    { ...host('a4', [0, 1, 0]), unpriced: ['one port more', 'jumbo frames'] },
    host('a5', [0, 1, 0]),
    { host: 'a6', before: null, offers: [], unpriced: [], failed: 0 },
  ]),
  cluster(
    'two',
    [host('b1', [1, 0, 0], offer('b1', 'port', 100, [0, 0, 0])), host('b2', [0, 1, 0])],
    [uniformOffer('jumbo', 50, { b1: [1, 0, 0], b2: [0, 0, 0] })],
  ),
];

const reportOf = (budget: number | null): PurchaseReport => {
  const decision = decide(FLEET, budget === null ? null : minor(budget), minor(100_000));
  const together = new Map(decision.bought.flatMap(({ parts }) => parts.map(({ host: name, after }) => [name, after] as const)));
  return {
    currency: 'EUR',
    scale: 2,
    budget: budget === null ? null : minor(budget),
    more: minor(100_000),
    clusters: FLEET,
    decision,
    together,
    rejected: 0,
  };
};
const linesOf = (text: string): readonly string[] => text.trimEnd().split('\n');

describe('the report of a purchase', () => {
  test('names each host that stays short, with the reason', () => {
    const left = leftHosts(reportOf(40_000)).map((each) => [each.host, each.reason, each.best?.option ?? null]);
    expect(left).toEqual([
      ['=a1', 'not-repaired-in-full', 'port'],
      ['a2', 'beyond-budget', 'port'],
      ['a3', 'no-option-repairs', null],
      ['a4', 'no-price', null],
      ['a5', 'no-option', null],
      ['b2', 'outweighed', 'jumbo'],
    ]);
  });

  test('writes money with all its decimals, and names that a spreadsheet would run with an apostrophe', () => {
    const files = renderPurchase(reportOf(40_000), { rawCells: false });
    expect(linesOf(files['purchase.csv'])[1]).toMatch(
      /^'=a1,one,port,the port,false,300\.50,EUR,short,tier-1 drain,drain,0\.5,,short,drain,drain,0\.5,,true$/,
    );
    expect(linesOf(files['frontier.csv']).at(-1)).toBe('501.50,EUR,2,0,1,0,3,2,optimal,false');
    expect(linesOf(files['alternatives.csv'])[1]).toMatch(/^more-money,,501\.50,200\.00,,EUR,2,0,1,0,0,1,a2: port,,optimal$/);
  });

  test('says that a promise broke where the host is shorter with everything in place', () => {
    const report = reportOf(40_000);
    const broken = { ...report, together: new Map([...report.together, ['b1', standing([1, 0, 0])] as const]) };
    expect(linesOf(renderPurchase(broken, { rawCells: false })['purchase.csv']).at(-1)).toMatch(/^b1,.*,false$/);
    expect(renderPurchaseScreen(broken, 'out').replaceAll(/\s+/g, ' ')).toContain('1 host keeps a shortage that was to end');
  });

  test('fits a page of 80 columns and states budget, repairs, what is left, a bit more, and the proof', () => {
    const screen = renderPurchaseScreen(reportOf(40_000), 'out');
    expect(linesOf(screen).filter((line) => line.length > 80)).toEqual([]);
    expect(linesOf(screen).length).toBeLessThanOrEqual(28);
    for (const said of [
      'Budget    400.00 EUR',
      'Spend     301.50 EUR for 2 × port',
      'tier-1 2 of 2',
      'Buy       =a1: the port, 300.50 EUR; short, then short',
      '1000.00 EUR more repairs +1 drain',
      'Next      the next repair takes 501.50 EUR in all',
      'no purchase within the budget repairs more',
      'Failed    no plan, by a fault of converge: a6',
      '8 hosts read = 7 planned + 0 rejected + 1 failed',
    ]) {
      expect(screen).toContain(said);
    }
    expect(renderPurchaseScreen(reportOf(null), 'out')).toContain('whatever repairs all that can be repaired');
  });
});
