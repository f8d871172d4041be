import { describe, expect, test } from 'vitest';
import type { HostFigures } from '../../src/model/comparison.ts';
import { compareHosts, ranked, type Surroundings } from '../../src/scenario/compare-hosts.ts';

const figures = (host: string, overrides: Partial<HostFigures> = {}): HostFigures => ({
  host,
  cluster: 'prod',
  status: 'ok',
  firstShort: null,
  liveMigrations: 2,
  storageMigrations: 1,
  drainGuaranteed: 10,
  drainAtCap: 8,
  cap: 5000,
  vfsFree: 0,
  queuesFree: 4,
  ...overrides,
});
const NOTHING: Surroundings = { cutOff: [], unplaced: [], memoryOver: [] };
const short = (level: 'drain' | 'host-demand', attainment: number): Partial<HostFigures> => ({
  status: 'short',
  firstShort: { level, attainment },
});
const verdict = (before: Partial<HostFigures>, after: Partial<HostFigures>, losses = NOTHING): string => {
  const [host] = compareHosts([figures('a', before)], [figures('a', after)], losses);
  return `${host?.verdict} ${host?.because}`;
};

describe('a host beside itself', () => {
  test('is judged by the first thing that differs: status, level, attainment, drain', () => {
    expect(verdict(short('drain', 0.5), {})).toBe('better status');
    expect(verdict({ status: 'pressed' }, { status: 'rejected' })).toBe('worse status');
    expect(verdict(short('host-demand', 0.9), short('drain', 0.1))).toBe('better level');
    expect(verdict(short('drain', 0.5), short('drain', 0.499))).toBe('worse attainment');
    expect(verdict({}, { drainGuaranteed: 12 })).toBe('worse drain');
    expect(verdict({ drainGuaranteed: null }, { drainGuaranteed: null, drainAtCap: 4 })).toBe('better drain');
  });

  test('is the same where no report shows a difference', () => {
    expect(verdict(short('drain', 0.5), short('drain', 0.5001))).toBe('same null');
    expect(verdict({}, { drainGuaranteed: 10.05 })).toBe('same null');
    expect(verdict({ drainGuaranteed: 0.5 }, { drainGuaranteed: 0.54 })).toBe('same null');
    expect(verdict({}, { drainGuaranteed: null, drainAtCap: null })).toBe('same null');
  });

  test('is worse where adapters are cut off, or memory runs out, whatever its report says', () => {
    const cutOff = [{ host: 'A', adapters: 2 }];
    expect(verdict(short('drain', 0.5), {}, { ...NOTHING, cutOff })).toBe('worse cut-off');
    const memoryOver = [{ host: 'A', wanted: 300, has: 256 }];
    expect(verdict(short('drain', 0.5), {}, { ...NOTHING, memoryOver })).toBe('worse memory');
  });
});

test('hosts that are gone or new stand among the others, without a verdict', () => {
  const unplaced = [
    { host: 'b', vm: 'x', tier: '1', memory: '1' },
    { host: 'B', vm: 'y', tier: '3', memory: '1' },
  ];
  const hosts = compareHosts([figures('b'), figures('A')], [figures('a'), figures('c')], { ...NOTHING, unplaced });
  expect(hosts.map(({ host, presence, verdict: is, unplaced: vms }) => [host, presence, is, vms])).toEqual([
    ['a', 'kept', 'same', 0],
    ['b', 'removed', null, 2],
    ['c', 'added', null, 0],
  ]);
});

test('those that gain or lose most come first, of equals by name', () => {
  const before = ['a', 'b', 'c', 'd', 'e'].map((host) => figures(host, { drainGuaranteed: 20 }));
  const after = [
    figures('a', { drainGuaranteed: 25 }),
    figures('b', { drainGuaranteed: 40 }),
    figures('c', { status: 'pressed' }),
    figures('d', { drainGuaranteed: 25 }),
    figures('e', { drainGuaranteed: 5 }),
  ];
  const hosts = compareHosts(before, after, NOTHING);
  expect(ranked(hosts, 'worse').map(({ host }) => host)).toEqual(['c', 'b', 'a', 'd']);
  expect(ranked(hosts, 'better').map(({ host }) => host)).toEqual(['e']);
});
