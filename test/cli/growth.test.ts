import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFleet } from '../../bench/generate-fleet.ts';
import { contents, converge, makeFolder } from './converge.ts';

let folder: ReturnType<typeof makeFolder>;
const at = (name: string): string => join(folder.path, name);
const DEMO = resolve('inputs/demo');

beforeAll(() => {
  folder = makeFolder();
  writeFleet(at('fleet'), { hosts: 24, vmsPerHost: 6, severity: 40, seed: 11 });
});
afterAll(() => folder.remove());

const rowsOf = (name: string, file: string): readonly Readonly<Record<string, string>>[] => {
  const [header = '', ...lines] = (contents(at(name))[file] ?? '').trimEnd().split('\n');
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [names[index] ?? '', cell])));
};

const FLOWS = 'host,switch,vm,adapter,role,tier,path,nic,egress_mbps\n';
const writeRun = (history: string, date: string, rows: readonly string[]): void => {
  mkdirSync(at(join(history, date)), { recursive: true });
  writeFileSync(at(join(history, date, 'flows.csv')), `${FLOWS}${rows.join('\n')}\n`);
};

describe('converge growth', () => {
  test('is the same to the byte with 0, 1 and 2 threads', { timeout: 60_000 }, async () => {
    const reports = [];
    for (const threads of ['0', '1', '2']) {
      const { exit } = await converge(['growth', 'fleet', '--threads', threads, '--out', `t${threads}`], folder.path);
      expect(exit).toBe(0);
      reports.push(contents(at(`t${threads}`)));
    }
    expect(Object.keys(reports[0] ?? {})).toEqual(['growth-classes.csv', 'growth.csv']);
    for (const other of reports.slice(1)) expect(other).toEqual(reports[0]);
  });

  test('tells the months of each host by the pace and its band', { timeout: 60_000 }, async () => {
    const words = ['growth', DEMO, '--growth-per-month', '3%', '--band', '1%..5%', '--out', 'paced', '--only', 'hv-b*'];
    const { exit, out } = await converge(words, folder.path);
    expect(exit).toBe(0);
    expect(out).toContain('3 hosts read = 3 planned + 0 rejected + 0 failed');
    for (const row of rowsOf('paced', 'growth.csv').filter(({ scope, standing }) => scope === 'host' && standing === 'grows')) {
      const months = (rate: number): number => Math.log(Number(row['factor'])) / Math.log(1 + rate);
      expect(Number(row['runway_months'])).toBeCloseTo(months(0.03), 1);
      expect(Number(row['runway_months_low'])).toBeCloseTo(months(0.05), 1);
      expect(Number(row['runway_months_high'])).toBeCloseTo(months(0.01), 0);
    }
  });

  test('leaves a cluster the months and the factor of its first host', { timeout: 60_000 }, async () => {
    await converge(['growth', DEMO, '--growth-per-month', '2%', '--out', 'clusters'], folder.path);
    const rows = rowsOf('clusters', 'growth.csv');
    for (const cluster of rows.filter(({ scope }) => scope === 'cluster')) {
      const members = rows.filter(({ scope, cluster: of }) => scope === 'host' && of === cluster['name']);
      expect(Number(cluster['factor'])).toBe(Math.min(...members.map(({ factor }) => Number(factor))));
      const months = members.flatMap(({ runway_months: text }) => (text === '' ? [] : [Number(text)]));
      expect(cluster['runway_months']).toBe(months.length === 0 ? '' : String(Math.min(...months)));
    }
  });

  test('takes the pace of each host from three earlier reports, and knows none from two', { timeout: 60_000 }, async () => {
    for (const [month, factor] of [
      ['01', 1],
      ['02', 1.02],
      ['03', 1.0404],
    ] as const) {
      const rows = [`hv-b01,Tenants,erp-01,NA,vm,1,switch,,${1000 * factor}`, `hv-b01,Tenants,,(default flow),,,switch,,${9000 * factor}`];
      if (month !== '03') rows.push(`hv-b02,ConvergedRdma,x,NA,vm,2,switch,,${500 * factor}`);
      writeRun('history', `2026-${month}-01-demo`, rows);
    }
    const words = ['growth', DEMO, '--history', 'history', '--only', 'hv-b*', '--out', 'paced-by-history'];
    const { exit, out } = await converge(words, folder.path);
    expect(exit).toBe(0);
    expect(out).toContain('Pace      not known of 2 hosts: fewer than three earlier reports');
    const hosts = rowsOf('paced-by-history', 'growth.csv').filter(({ scope }) => scope === 'host');
    const pace = Object.fromEntries(hosts.map((row) => [row['name'], row['growth_pct_per_month']]));
    // 2 % from 1 January to 1 February, 31 of the 30.4 days of a month: 1.02^(30.4375/31) - 1 = 1.963 %; February is shorter.
    expect(Number(pace['hv-b01'])).toBeGreaterThan(1.96);
    expect(Number(pace['hv-b01'])).toBeLessThan(2.18);
    expect([pace['hv-b02'], pace['hv-b03']]).toEqual(['', '']);
    expect(hosts.find(({ name }) => name === 'hv-b02')?.['runway_months']).toBe('');
  });

  test.each([
    [['--growth-per-month', '3'], '--growth-per-month (3) is not a percentage'],
    [['--growth-per-month', '3%', '--band', '4%..5%'], 'does not hold'],
    [['--band', '1%..5%'], '--band needs --growth-per-month'],
    [['--growth-per-month', '3%', '--history', 'x'], 'exclude each other'],
    [['--grow', 'demand,disk'], 'does not know "disk"'],
    [['--history', 'nowhere'], 'nowhere does not exist'],
    [['--history', 'fleet'], 'fleet holds no report'],
  ])('refuses %j', async (words, message) => {
    const { exit, err } = await converge(['growth', DEMO, ...words, '--out', 'refused'], folder.path);
    expect(exit).toBe(2);
    expect(err).toContain(message);
  });

  test('gives a rejected host a row of its own and ends with 1', { timeout: 60_000 }, async () => {
    cpSync(DEMO, at('broken'), { recursive: true });
    const nics = contents(at('broken'))['nics.csv'] ?? '';
    writeFileSync(at('broken/nics.csv'), nics.replace('Lab,10000', 'Lab,-1'));
    const { exit, out } = await converge(['growth', 'broken', '--only', 'lab-*', '--out', 'rejected'], folder.path);
    expect(exit).toBe(1);
    expect(out).toContain('3 hosts read = 2 planned + 1 rejected + 0 failed');
    expect(rowsOf('rejected', 'growth.csv')[0]).toMatchObject({ scope: 'host', name: 'lab-01', standing: 'rejected', factor: '' });
  });

  test('fits one screen, whatever the size of the fleet', { timeout: 60_000 }, async () => {
    const { out } = await converge(['growth', 'fleet', '--out', 'screen', '--growth-per-month', '2%'], folder.path);
    const lines = out.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(lines.filter((line) => [...line].length > 80)).toEqual([]);
    expect(lines.at(-1)).toBe('24 hosts read = 24 planned + 0 rejected + 0 failed');
  });
});
