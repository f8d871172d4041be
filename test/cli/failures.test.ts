import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFleet } from '../../bench/generate-fleet.ts';
import { contents, converge, makeFolder, shuffleInventory, writeInventory } from './converge.ts';

let folder: ReturnType<typeof makeFolder>;
const at = (name: string): string => join(folder.path, name);
const rows = (path: string): readonly Record<string, string>[] =>
  parse(readFileSync(at(path), 'utf8'), { columns: true }) as Record<string, string>[];

beforeAll(() => {
  folder = makeFolder();
  writeFleet(at('fleet'), { hosts: 32, vmsPerHost: 18, severity: 30, seed: 17 });
  writeInventory(at('pair'), { alpha: 'c1', beta: 'c1', gamma: 'gamma', delta: 'delta' });
  const hours = Array.from({ length: 168 }, (_, hour) => `${hour},c1,${hour === 50 ? 0 : 1}`);
  writeFileSync(at('week.csv'), `hour_of_week,cluster,factor\n${hours.join('\n')}\n`);
});
afterAll(() => folder.remove());

describe('converge failures', () => {
  test('writes the same bytes with 0, 1 and 2 threads, and for rows in another order', { timeout: 120_000 }, async () => {
    shuffleInventory(at('fleet'), at('shuffled'));
    const reports = [];
    for (const [inventory, threads] of [
      ['fleet', '0'],
      ['fleet', '1'],
      ['fleet', '2'],
      ['shuffled', '2'],
    ] as const) {
      const out = `f-${inventory}-${threads}`;
      const { exit, err } = await converge(['failures', inventory, '--threads', threads, '--out', out], folder.path);
      expect({ exit, err }).toEqual({ exit: 0, err: '' });
      reports.push(contents(at(out)));
    }
    const [alone, ...others] = reports;
    for (const other of others) expect(other).toEqual(alone);
  });

  test('loses every host and port once, and says once that stand-alone hosts have nobody', async () => {
    const { exit, out } = await converge(['failures', 'pair', '--out', 'pair-out'], folder.path);
    expect(exit).toBe(0);
    const losses = rows('pair-out/failures.csv');
    expect(losses.map(({ kind, lost }) => `${kind} ${lost}`)).toEqual([
      ...['alpha', 'beta'].flatMap((host) => [`host ${host}`, 'nic NIC1', 'nic NIC2']),
      ...['delta', 'gamma'].flatMap(() => ['nic NIC1', 'nic NIC2']),
    ]);
    expect(losses.every(({ survived }) => survived === 'true')).toBe(true);
    expect(out.match(/stand alone/g)).toHaveLength(1);
    expect(out).toContain('2 hosts stand alone');
    expect(out).toContain('Every single loss is survived');
    expect(rows('pair-out/placements.csv').map(({ vm, survivor }) => `${vm}>${survivor}`)).toEqual(['alpha-app>beta', 'beta-app>alpha']);
    expect(rows('pair-out/after-move.csv').map(({ lost, survivor }) => `${lost}>${survivor}`)).toEqual(['alpha>beta', 'beta>alpha']);
  });

  test('keeps to the clusters and hosts that were asked for', async () => {
    await converge(['failures', 'pair', '--cluster', 'C?', '--only', 'BETA', '--out', 'some'], folder.path);
    expect(rows('some/failures.csv').map(({ kind, host }) => `${kind} ${host}`)).toEqual(['host beta', 'nic beta', 'nic beta']);
    const { exit, err } = await converge(['failures', 'pair', '--cluster', 'prod', '--out', 'none'], folder.path);
    expect(exit).toBe(2);
    expect(err).toContain('--cluster (prod) matches none of the 3 clusters');
    expect(existsSync(at('none'))).toBe(false);
  });

  test('takes hostile names for names, in cells and on the screen', async () => {
    mkdirSync(at('hostile'), { recursive: true });
    writeInventory(at('hostile'), { '=cmd()': '__proto__', '+1': '__proto__', '..%2f': 'constructor' });
    const { exit, out } = await converge(['failures', 'hostile', '--out', 'hostile-out'], folder.path);
    expect(exit).toBe(0);
    expect(out).not.toContain('\u001b');
    const text = readFileSync(at('hostile-out/placements.csv'), 'utf8');
    expect(text).toContain("'=cmd()");
    expect(text).toContain("'+1");
    expect(rows('hostile-out/failures.csv').filter(({ kind }) => kind === 'host')).toHaveLength(2);
    const roll = await converge(['maintenance', 'hostile', '--out', 'hostile-roll'], folder.path);
    expect(roll.exit).toBe(0);
    expect(rows('hostile-roll/maintenance.csv').map(({ cluster }) => cluster)).toEqual(['__proto__']);
  });

  test('ends with 1 where rows were rejected, and keeps them in rejects.csv', async () => {
    writeInventory(at('bad'), { alpha: 'c1', beta: 'c1' }, { vms: ['beta,odd,-5'] });
    const { exit, err } = await converge(['failures', 'bad', '--out', 'bad-out'], folder.path);
    expect(exit).toBe(1);
    expect(err).toContain('vms.csv:4:10: error below-range');
    expect(rows('bad-out/rejects.csv')).toHaveLength(1);
  });
});

describe('converge maintenance', () => {
  test('writes the same bytes with 0 and 2 threads', { timeout: 120_000 }, async () => {
    const reports = [];
    for (const threads of ['0', '2']) {
      const { exit } = await converge(['maintenance', 'fleet', '--threads', threads, '--out', `m${threads}`, '--start', '5'], folder.path);
      expect(exit).toBe(0);
      reports.push(contents(at(`m${threads}`)));
    }
    expect(reports[1]).toEqual(reports[0]);
  });

  test('marks one best hour of 168 for each cluster, and none without the demand of the hours', async () => {
    await converge(['maintenance', 'pair', '--demand', 'week.csv', '--out', 'roll'], folder.path);
    const calendar = rows('roll/calendar.csv');
    expect(calendar).toHaveLength(168);
    expect(calendar.filter(({ best }) => best === 'true')).toHaveLength(1);
    expect(rows('roll/maintenance-hosts.csv').map(({ order, host }) => `${order} ${host}`)).toEqual(['1 alpha', '2 beta']);
    await converge(['maintenance', 'pair', '--out', 'roll'], folder.path);
    expect(rows('roll/calendar.csv')).toEqual([]);
  });

  test('refuses a demand file with a problem before anything is written', async () => {
    writeFileSync(at('wrong.csv'), 'hour_of_week,cluster,factor\n168,c1,1\n');
    const { exit, err } = await converge(['maintenance', 'pair', '--demand', 'wrong.csv', '--out', 'refused'], folder.path);
    expect(exit).toBe(2);
    expect(err).toContain('wrong.csv:2:1: error above-range: The hour_of_week (168) is above 167.');
    expect(existsSync(at('refused'))).toBe(false);
    const late = await converge(['maintenance', 'pair', '--start', '168', '--out', 'refused'], folder.path);
    expect(late.exit).toBe(2);
  });
});
