import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../src/inventory/format-problem.ts';
import { InventoryError } from '../../src/inventory/inventory-error.ts';
import { type PriceFile, readPrices } from '../../src/inventory/read-prices.ts';

const HEADER = 'option,link_mbps,model,os,unit,uniform,price,currency';

const read = (lines: readonly string[], amounts: readonly string[] = []): PriceFile => {
  const folder = mkdtempSync(join(tmpdir(), 'prices-'));
  try {
    writeFileSync(join(folder, 'offer.csv'), `${lines.join('\n')}\n`);
    return readPrices(join(folder, 'offer.csv'), amounts);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** What is said of a file that is refused, its folder cut away. */
const refusal = (lines: readonly string[]): readonly string[] => {
  try {
    read(lines);
  } catch (error) {
    if (error instanceof InventoryError) return error.problems.map((problem) => formatProblem(problem).replace(/^.*?(?=offer\.csv)/, ''));
    throw error;
  }
  return [];
};

describe('a price list', () => {
  test('counts in the smallest unit that any price or amount has', () => {
    const { prices, scale, currency } = read([HEADER, 'os,,,2022,core,,0.1,EUR', 'jumbo,,,,host,,20,eur'], ['100.25']);
    expect({ scale, currency }).toEqual({ scale: 2, currency: 'EUR' });
    expect(prices.map(({ price, os, unit }) => [price, os, unit])).toEqual([
      [10, '2022', 'core'],
      [2000, null, 'host'],
    ]);
  });

  test('takes a decimal comma where the delimiter is a semicolon', () => {
    expect(read([HEADER.replaceAll(',', ';'), 'card;25000;;;host;;1234,50;EUR']).prices[0]).toMatchObject({
      price: 123_450,
      link: 25_000,
    });
  });

  test('refuses a price a port for what changes no port: it would cost nothing', () => {
    expect(refusal([HEADER, 'set,,,,port,,95,EUR'])[0]).toMatch(/^offer\.csv:2:8: error no-port-to-price: The option set changes no port/);
    expect(refusal([HEADER, 'os,,,2025,port,,95,EUR', 'jumbo,,,,port,,1,EUR'])).toHaveLength(1);
  });

  test('counts a price for the cluster as uniform, whatever is written', () => {
    expect(read([HEADER, 'jumbo,,,,cluster,false,5,EUR']).prices[0]?.uniform).toBe(true);
  });

  test('refuses a second currency where it stands', () => {
    expect(refusal([HEADER, 'jumbo,,,,host,,5,EUR', 'card,,,,host,,5,USD'])).toEqual([
      'offer.csv:3:17: error mixed-currencies: The currency (USD) is not that of line 2 (EUR).\n    Write every price in EUR: nothing is converted.',
    ]);
  });

  test('refuses the same thing twice, an unknown thing, and what is no amount, with a remedy each', () => {
    const lines = ['card,,X,,host,,5,EUR', 'card,,x,,port,,6,EUR', 'secondcard,,,,host,,5,EUR', 'os,,,,host,,"1,234.50",EUR'];
    expect(refusal([HEADER, ...lines, 'os,,,,host,,-1,EUR', 'os,,,,host,,1e3,EUR', 'os,,,,host,,,EUR'])).toEqual([
      'offer.csv:3:1: error duplicate-row: The option (card) has a price for the same speed, model and version already, in line 2.\n    Remove one of the two rows, or tell them apart.',
      expect.stringMatching(/^offer\.csv:4:1: error unknown-value: .*\n {4}Maybe write card\.$/),
      'offer.csv:5:13: error not-an-amount: The price (1,234.50) is no amount.\n    Maybe write 1234.50.',
      expect.stringMatching(/^offer\.csv:6:13: error not-an-amount: The price \(-1\) is no amount\.\n {4}Write a plain decimal/),
      expect.stringMatching(/^offer\.csv:7:13: error not-an-amount: The price \(1e3\) is no amount\.\n {4}Write a plain decimal/),
      'offer.csv:8:13: error blank-required: The price is blank.\n    Write a plain decimal such as 1234.50, not negative, with at most 6 decimals.',
    ]);
  });

  test('refuses a line that is no CSV, a list without prices and a missing column', () => {
    expect(refusal([HEADER, 'card,,"X,,host,,5,EUR'])[0]).toMatch(/^offer\.csv:2: error/);
    expect(refusal([HEADER])[0]).toContain('no-prices');
    expect(refusal(['option,unit,price', 'card,host,5'])[0]).toContain('The column currency is missing');
  });
});
