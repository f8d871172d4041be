import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HistoryError, readHistory } from '../../src/inventory/read-history.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'converge-history-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const HEADER = 'host,switch,vm,adapter,role,tier,path,nic,egress_mbps,floor_mbps';
const write = (name: string, rows: readonly string[], header = HEADER): void => {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'flows.csv'), `${[header, ...rows].join('\n')}\n`);
};
const sums = async () =>
  (await readHistory(folder, ['demo'])).map(({ day, ofHost, ofRole, ofTier }) => [
    day,
    ...[ofHost, ofRole, ofTier].map((each) => Object.fromEntries(each)),
  ]);

describe('a history of reports', () => {
  it('is read in order of date, with the demand of each host, role and tier', async () => {
    write('1970-01-11', ['HV1,S,a,NA,vm,1,switch,,10,0', 'HV1,S,,Storage,storage,,switch,,5,0', 'HV2,S,b,NA,vm,3,default-flow,,2,0']);
    write('1970-01-02-demo', ['hv1,S,a,NA,vm,1,switch,,7,0']);
    expect(await sums()).toEqual([
      [1, { hv1: 7 }, { vm: 7 }, { 1: 7 }],
      [10, { hv1: 15, hv2: 2 }, { vm: 12, storage: 5 }, { 1: 10, 3: 2 }],
    ]);
  });

  it('counts no flow that stands for adapters with rows of their own', async () => {
    write('1970-01-02', ['hv1,S,a,NA,vm,2,default-flow,,3,0', 'hv1,S,,(default flow),,,default-flow,,3,0']);
    expect(await sums()).toEqual([[1, { hv1: 3 }, { vm: 3 }, { 2: 3 }]]);
  });

  it('reads columns in any order, and names that a report guards from spreadsheets', async () => {
    write('1970-01-02', ["4,vm,'=hv,1"], 'egress_mbps,role,host,tier');
    expect(await sums()).toEqual([[1, { '=hv': 4 }, { vm: 4 }, { 1: 4 }]]);
  });

  it('passes over folders without a date of the calendar or without a report', async () => {
    write('1970-02-30', ['hv1,S,a,NA,vm,1,switch,,10,0']);
    write('latest', ['hv1,S,a,NA,vm,1,switch,,10,0']);
    mkdirSync(join(folder, '1970-01-05'));
    write('1970-01-02', []);
    expect(await sums()).toEqual([[1, {}, {}, {}]]);
  });

  it('takes of two reports of one day the last by name', async () => {
    write('1970-01-02T010000Z-demo', ['hv1,S,a,NA,vm,1,switch,,1,0']);
    write('1970-01-02T020000Z-demo', ['hv1,S,a,NA,vm,1,switch,,2,0']);
    expect(await sums()).toEqual([[1, { hv1: 2 }, { vm: 2 }, { 1: 2 }]]);
  });

  it('is that of its own inventory, where others lie beside it', async () => {
    write('1970-01-02T010000Z-Demo', ['hv1,S,a,NA,vm,1,switch,,1,0']);
    write('1970-01-03T010000Z-lab', ['hv1,S,a,NA,vm,1,switch,,99,0']);
    expect(await sums()).toEqual([[1, { hv1: 1 }, { vm: 1 }, { 1: 1 }]]);
  });

  it('may be that of another name, unless there are several', async () => {
    write('1970-01-02-prod', ['hv1,S,a,NA,vm,1,switch,,1,0']);
    expect(await sums()).toHaveLength(1);
    write('1970-01-03-lab', []);
    await expect(readHistory(folder, ['demo'])).rejects.toThrow(/several inventories, and none of demo/);
  });

  it('is refused where a report lacks a column or is no CSV', async () => {
    write('1970-01-02', [], 'host,role,tier');
    await expect(readHistory(folder, ['demo'])).rejects.toThrow(/lacks egress_mbps/);
    write('1970-01-02', ['hv1,S,"a,NA,vm,1,switch,,1,0', 'hv2,S,a,NA,vm,1,switch,,1,0']);
    await expect(readHistory(folder, ['demo'])).rejects.toThrow(HistoryError);
  });

  it('is refused where the folder is none or holds none', async () => {
    await expect(readHistory(join(folder, 'nowhere'), ['demo'])).rejects.toThrow(/does not exist/);
    await expect(readHistory(folder, ['demo'])).rejects.toThrow(/holds no report/);
  });
});
