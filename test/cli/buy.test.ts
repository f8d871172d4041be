import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { writeFleet } from '../../bench/generate-fleet.ts';
import { contents, converge, makeFolder } from './converge.ts';

const folder = makeFolder();
afterAll(folder.remove);
const DEMO = resolve('inputs/demo');
const PRICES = resolve('inputs/prices.csv');
const HEADER = 'option,link_mbps,model,os,unit,uniform,price,currency';

const buy = (out: string, ...words: readonly string[]) => converge(['buy', DEMO, '--prices', PRICES, '--out', out, ...words], folder.path);
const rowsOf = (out: string, file: string): readonly string[] =>
  readFileSync(join(folder.path, out, file), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1);

describe('converge buy', { timeout: 60_000 }, () => {
  test('repairs the demo fleet for least money, and says what that is', async () => {
    const { exit, out, err } = await buy('all', '--fix-all');
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toContain('Spend     620.00 EUR for 1 × link');
    expect(out).toContain('no purchase repairs more, and none repairs as much for less');
    expect(rowsOf('all', 'purchase.csv')).toEqual([
      expect.stringMatching(/^edge-03,edge,link-10000@Branch,.*,620\.00,EUR,short,drain,drain,.*,ok,.*,true$/),
    ]);
    expect(rowsOf('all', 'left.csv')).toEqual([]);
  });

  test('buys what costs exactly the budget, and names what one cent less leaves short', async () => {
    await buy('exact', '--budget', '620');
    expect(rowsOf('exact', 'purchase.csv')).toHaveLength(1);
    const { out } = await buy('cent', '--budget', '619.99');
    expect(rowsOf('cent', 'purchase.csv')).toEqual([]);
    expect(rowsOf('cent', 'left.csv')[0]).toContain('edge-03,edge,beyond-budget,drain');
    expect(out).toContain('Next      the next repair takes 620.00 EUR in all: repairs +1 drain');
  });

  test('gives the same bytes in this process and with two threads', async () => {
    writeFleet(join(folder.path, 'fleet'), { hosts: 100, vmsPerHost: 10, severity: 60, seed: 11 });
    const run = (out: string, threads: string) =>
      converge(['buy', 'fleet', '--prices', PRICES, '--budget', '3000', '--out', out, '--threads', threads], folder.path);
    const [alone, threaded] = [await run('t0', '0'), await run('t2', '2')];
    expect([alone.exit, threaded.exit]).toEqual([0, 0]);
    expect(alone.out.replace(' t0 ', ' t2 ')).toBe(threaded.out);
    expect(contents(join(folder.path, 't0'))).toEqual(contents(join(folder.path, 't2')));
    expect(rowsOf('t0', 'purchase.csv').length).toBeGreaterThan(0);
  });

  test('counts prices to the last digit: 0.1 and 0.2 are 0.3', async () => {
    writeFileSync(join(folder.path, 'dimes.csv'), `${HEADER}\nlink,,,,port,,0.1,EUR\nset,,,,host,,0.1,EUR\n`);
    const words = ['buy', DEMO, '--prices', 'dimes.csv', '--budget', '0.2', '--out', 'dimes'];
    const { exit, out } = await converge(words, folder.path);
    expect(exit).toBe(0);
    expect(out).toContain('Spend     0.2 EUR for 1 × link; 0.0 EUR stay unspent');
  });

  test('names hosts that no priced option is for', async () => {
    writeFileSync(join(folder.path, 'none.csv'), `${HEADER}\nfunctions,,,,port,,1,EUR\n`);
    await converge(['buy', DEMO, '--prices', 'none.csv', '--fix-all', '--out', 'none'], folder.path);
    expect(rowsOf('none', 'left.csv')[0]).toMatch(/^edge-03,edge,no-price,drain,.*Without a price: one port more on Branch; /);
  });

  test('refuses mixed currencies with the place, and writes nothing', async () => {
    writeFileSync(join(folder.path, 'mixed.csv'), `${HEADER}\nlink,,,,port,,1,EUR\nset,,,,host,,1,USD\n`);
    const { exit, err } = await converge(['buy', DEMO, '--prices', 'mixed.csv', '--fix-all', '--out', 'mixed'], folder.path);
    expect(exit).toBe(2);
    expect(err).toContain('mixed.csv:3:16: error mixed-currencies: The currency (USD) is not that of line 2 (EUR).');
    expect(Object.keys(contents(folder.path)).filter((file) => file.startsWith('mixed/'))).toEqual([]);
  });

  test.each([
    [['--prices', PRICES], 'Neither --budget nor --fix-all is given.'],
    [['--prices', PRICES, '--budget', '5', '--fix-all'], '--budget and --fix-all exclude each other.'],
    [['--prices', PRICES, '--budget', '1e3'], '--budget (1e3) is no amount.'],
    [['--prices', PRICES, '--budget', '-5'], '--budget (-5) is no amount.'],
    [['--fix-all'], '--prices is missing.'],
    [['--prices', 'nowhere.csv', '--fix-all'], 'The file is missing.'],
  ])('refuses %j', async (words, message) => {
    const { exit, err } = await converge(['buy', DEMO, ...words], folder.path);
    expect({ exit, message: err.includes(message) }).toEqual({ exit: 2, message: true });
  });
});
