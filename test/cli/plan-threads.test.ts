import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFleet } from '../../bench/generate-fleet.ts';
import { contents, converge, ended, makeFolder, shuffleInventory, start, writeInventory } from './converge.ts';

let folder: ReturnType<typeof makeFolder>;
const at = (name: string): string => join(folder.path, name);

beforeAll(() => {
  folder = makeFolder();
  writeFleet(at('fleet'), { hosts: 100, vmsPerHost: 5, severity: 40, seed: 11 });
  writeFleet(at('large'), { hosts: 1200, vmsPerHost: 8, severity: 40, seed: 5 });
});
afterAll(() => folder.remove());

/** Everything but the digests of the inputs, which another order of rows changes. */
const withoutInputs = (report: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  const { inputs, ...summary } = JSON.parse(report['summary.json'] ?? '') as Record<string, unknown>;
  return { ...report, 'summary.json': `${Object.keys(inputs as object).length} inputs ${JSON.stringify(summary)}` };
};

describe('a report', () => {
  test('is the same to the byte with 0, 1, 2 and 8 threads', { timeout: 60_000 }, async () => {
    const reports = [];
    for (const threads of ['0', '1', '2', '8']) {
      const { exit } = await converge(['plan', 'fleet', '--threads', threads, '--out', `t${threads}`, '--quiet'], folder.path);
      expect([0, 3]).toContain(exit);
      reports.push(contents(at(`t${threads}`)));
    }
    const [alone, ...others] = reports;
    for (const other of others) expect(other).toEqual(alone);
  });

  test('is the same to the byte for the same rows in another order', { timeout: 60_000 }, async () => {
    shuffleInventory(at('fleet'), at('shuffled'));
    await converge(['plan', 'fleet', '--out', 'sorted', '--quiet'], folder.path);
    await converge(['plan', 'shuffled', '--out', 'turned', '--quiet'], folder.path);
    expect(withoutInputs(contents(at('turned')))).toEqual(withoutInputs(contents(at('sorted'))));
  });

  test('lists hosts by name though the hosts of a cluster stand far apart', { timeout: 60_000 }, async () => {
    const names = Array.from({ length: 90 }, (_, index) => `hv${String(index).padStart(2, '0')}`);
    writeInventory(at('mixed'), Object.fromEntries(names.map((name, index) => [name, `cluster${index % 7}`])));
    await converge(['plan', 'mixed', '--threads', '2', '--out', 'ordered'], folder.path);
    const rows = contents(at('ordered'))['hosts.csv']?.trimEnd().split('\n').slice(1);
    expect(rows?.map((row) => row.split(',')[0])).toEqual(names);
  });
});

describe('an interrupted run', () => {
  test.each(['0', '2'])('with %s threads ends with 130 and leaves nothing behind', { timeout: 60_000 }, async (threads) => {
    const child = start(['plan', 'large', '--threads', threads, '--out', `stopped${threads}`], folder.path);
    const end = ended(child);
    const begun = (): boolean => existsSync(at(`stopped${threads}`)) && readdirSync(at(`stopped${threads}`)).length > 0;
    while (!begun() && child.exitCode === null) await sleep(10);
    await sleep(200);
    child.kill('SIGINT');
    expect(await end).toEqual({ exit: 130, out: '', err: 'Interrupted; nothing was written.\n' });
    expect(existsSync(at(`stopped${threads}`))).toBe(false);
  });

  test('leaves an earlier report of the same name as it was', { timeout: 60_000 }, async () => {
    writeInventory(at('small'), { hv01: 'prod' });
    await converge(['plan', 'small', '--out', 'kept'], folder.path);
    const before = contents(at('kept'));
    const child = start(['plan', 'large', '--out', 'kept'], folder.path);
    const end = ended(child);
    while (!existsSync(at('kept/hosts.csv.partial')) && child.exitCode === null) await sleep(10);
    child.kill('SIGINT');
    expect((await end).exit).toBe(130);
    expect(contents(at('kept'))).toEqual(before);
  });
});
