import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeFleet } from '../../bench/generate-fleet.ts';
import { contents, converge, makeFolder } from './converge.ts';

let folder: ReturnType<typeof makeFolder>;
beforeAll(() => {
  folder = makeFolder();
  writeFleet(join(folder.path, 'fleet'), { hosts: 6, vmsPerHost: 2, severity: 40, seed: 4 });
});
afterAll(() => folder.remove());

describe('converge sensitivity', () => {
  test('is the same to the byte with 0, 1 and 2 threads', { timeout: 90_000 }, async () => {
    const reports = [];
    for (const threads of ['0', '1', '2']) {
      const { exit } = await converge(['sensitivity', 'fleet', '--threads', threads, '--out', `t${threads}`], folder.path);
      expect(exit).toBe(0);
      reports.push(contents(join(folder.path, `t${threads}`)));
    }
    expect(Object.keys(reports[0] ?? {})).toEqual(['measure-first.csv', 'sensitivity.csv']);
    for (const other of reports.slice(1)) expect(other).toEqual(reports[0]);
  });

  test('fits one screen and accounts for every host', { timeout: 60_000 }, async () => {
    const { exit, out } = await converge(['sensitivity', resolve('inputs/demo'), '--only', 'edge-*', '--out', 'demo'], folder.path);
    expect(exit).toBe(0);
    const lines = out.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(80);
    expect(lines.at(-1)).toBe('3 hosts read = 3 planned + 0 rejected + 0 failed');
  });
});
