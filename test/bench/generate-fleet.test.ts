import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateFleet } from '../../bench/generate-fleet.ts';
import { median } from '../../bench/measure.ts';

const size = fc.record({
  hosts: fc.integer({ min: 1, max: 20 }),
  vmsPerHost: fc.integer({ min: 0, max: 12 }),
  severity: fc.integer({ min: 0, max: 100 }),
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
});

const rowsOf = (text: string | undefined): readonly string[][] =>
  (text ?? '')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));

describe('a generated fleet', () => {
  it('is the same for the same seed', () => {
    fc.assert(
      fc.property(size, (one) => {
        expect([...generateFleet(one)]).toEqual([...generateFleet(one)]);
      }),
    );
  });

  it('has as many cells in each row as its header has columns', () => {
    fc.assert(
      fc.property(size, (one) => {
        for (const text of generateFleet(one).values()) {
          const [header, ...rows] = rowsOf(text);
          expect(rows.filter((row) => row.length !== header?.length)).toEqual([]);
        }
      }),
    );
  });

  it('has the hosts and VMs asked for, and an adapter for each VM', () => {
    fc.assert(
      fc.property(size, (one) => {
        const fleet = generateFleet(one);
        const vms = one.hosts * one.vmsPerHost;
        const ofVms = rowsOf(fleet.get('adapters')).filter((row) => row[5] === 'vm');
        expect([rowsOf(fleet.get('hosts')).length - 1, rowsOf(fleet.get('vms')).length - 1, ofVms.length]).toEqual([one.hosts, vms, vms]);
      }),
    );
  });

  it('writes memory faster when it is severe', () => {
    const hottest = (severity: number): number =>
      Math.max(
        ...rowsOf(generateFleet({ hosts: 20, vmsPerHost: 20, severity, seed: 1 }).get('vms'))
          .slice(1)
          .map((row) => Number(row[4])),
      );
    expect(hottest(0)).toBeLessThanOrEqual(20);
    expect(hottest(100)).toBeGreaterThan(1000);
  });
});

describe('the median', () => {
  it.each([
    [[3], 3],
    [[5, 1, 3], 3],
    [[4, 1, 2, 3], 2.5],
  ])('of %j is %d', (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  it('of nothing is refused', () => {
    expect(() => median([])).toThrow('at least one value');
  });
});
