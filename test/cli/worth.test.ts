import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFleet } from '../../bench/generate-fleet.ts';
import { contents, converge, makeFolder } from './converge.ts';

let folder: ReturnType<typeof makeFolder>;
const at = (name: string): string => join(folder.path, name);
const DEMO = resolve('inputs/demo');

beforeAll(() => {
  folder = makeFolder();
  writeFleet(at('fleet'), { hosts: 24, vmsPerHost: 6, severity: 60, seed: 12 });
});
afterAll(() => folder.remove());

const rowsOf = (name: string, file: string): readonly Readonly<Record<string, string>>[] => {
  const [header = '', ...lines] = (contents(at(name))[file] ?? '').trimEnd().split('\n');
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [names[index] ?? '', cell])));
};

describe('converge worth', () => {
  test('is the same to the byte with 0, 1 and 2 threads', { timeout: 60_000 }, async () => {
    const reports = [];
    for (const threads of ['0', '1', '2']) {
      const { exit } = await converge(['worth', 'fleet', '--threads', threads, '--out', `t${threads}`], folder.path);
      expect(exit).toBe(0);
      reports.push(contents(at(`t${threads}`)));
    }
    expect(reports[0]?.['worth.csv']?.split('\n').length).toBeGreaterThan(10);
    for (const other of reports.slice(1)) expect(other).toEqual(reports[0]);
  });

  test('says of an option what a plan of the edited inventory says', { timeout: 60_000 }, async () => {
    const { exit, out } = await converge(['worth', DEMO, '--out', 'worth'], folder.path);
    expect(exit).toBe(0);
    expect(out).toContain('edge-03  short at drain (60.3 %): path rate');
    const best = rowsOf('worth', 'worth.csv')[0];
    expect(best).toMatchObject({ host: 'edge-03', rank: '1', option: 'link-10000@Branch', status_after: 'ok', verdict: 'repairs' });
    cpSync(DEMO, at('edited'), { recursive: true });
    const nics = readFileSync(at('edited/nics.csv'), 'utf8');
    const faster = nics.replaceAll(/^(edge-03,NIC\d,Branch,)1000,(.*),Intel I350$/gm, '$110000,$2,');
    expect(faster).not.toBe(nics);
    writeFileSync(at('edited/nics.csv'), faster);
    await converge(['plan', 'edited', '--out', 'plan', '--quiet', '--skip-scripts'], folder.path);
    const planned = rowsOf('plan', 'hosts.csv').find(({ host }) => host === 'edge-03');
    expect(best?.['drain_minutes_after']).toBe(planned?.['drain_minutes_guaranteed']);
    expect(best?.['status_after']).toBe(planned?.['status']);
    await converge(['plan', DEMO, '--out', 'today', '--quiet', '--skip-scripts'], folder.path);
    const today = rowsOf('today', 'hosts.csv').find(({ host }) => host === 'edge-03');
    expect(best?.['drain_minutes_before']).toBe(today?.['drain_minutes_guaranteed']);
    expect(best?.['attainment_before']).toBe(today?.['first_short_attainment']);
  });

  test('prices options as the list has them, per thousand of its currency', { timeout: 60_000 }, async () => {
    cpSync(DEMO, at('priced'), { recursive: true });
    writeFileSync(
      at('priced/prices.csv'),
      'option,link_mbps,model,os,unit,price,currency\nlink,10000,,,port,400.50,EUR\nport,,,,port,150,EUR\njumbo,,,,host,0,EUR\n',
    );
    const { exit, out } = await converge(['worth', 'priced', '--out', 'money'], folder.path);
    expect(exit).toBe(0);
    expect(out).toContain('2 ports of 10 Gb/s on Branch for 801.00 EUR');
    const rows = Object.fromEntries(rowsOf('money', 'worth.csv').map((row) => [row['option'], row]));
    expect(rows['link-10000@Branch']).toMatchObject({
      price: '801.00',
      currency: 'EUR',
      hosts_repaired_per_1000: '1.248',
      rank_by_price: '1',
    });
    const port = rows['port@Branch'];
    const gained = Number(port?.['attainment_after']) - Number(port?.['attainment_before']);
    expect(Number(port?.['attainment_gained_per_1000'])).toBeCloseTo((1000 * gained) / 150, 1);
    expect(rows['jumbo']).toMatchObject({ price: '0.00', attainment_gained_per_1000: '', rank_by_price: '2' });
    expect(rows['set']).toMatchObject({ price: '', currency: '', rank_by_price: '' });
  });

  test('refuses a broken price list before work, with its line and column', async () => {
    writeFileSync(at('offer.csv'), 'option,unit,price,currency\nport,port,-3,EUR\n');
    const { exit, err } = await converge(['worth', DEMO, '--prices', 'offer.csv', '--out', 'refused'], folder.path);
    expect(exit).toBe(2);
    expect(err).toContain('offer.csv:2:11: error');
  });

  test('names the options that are none, with the reason', { timeout: 60_000 }, async () => {
    await converge(['worth', DEMO, '--pressed', '--out', 'pressed'], folder.path);
    expect(rowsOf('pressed', 'worth-unfit.csv').find(({ host, option }) => host === 'edge-02' && option === 'set')).toMatchObject({
      reason: 'no-lbfo-team',
    });
  });

  test('fits one screen, whatever the size of the fleet', { timeout: 60_000 }, async () => {
    const { out } = await converge(['worth', 'fleet', '--out', 'screen'], folder.path);
    const lines = out.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(lines.filter((line) => [...line].length > 80)).toEqual([]);
    expect(lines.at(-1)).toBe('24 hosts read = 24 planned + 0 rejected + 0 failed');
  });
});
