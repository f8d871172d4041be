import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeFleet } from '../../bench/generate-fleet.ts';
import { draftHost, type DraftTerms, shapeOf, stands } from '../../src/fleet/draft-host.ts';
import { factorOf, growHosts, MOST_GROWTH } from '../../src/fleet/grow-hosts.ts';
import { loadSecondSolver } from '../../src/fleet/load-second-solver.ts';
import { readInventory } from '../../src/inventory/read-inventory.ts';
import type { Load, TrafficClass } from '../../src/model/growth.ts';
import type { Host } from '../../src/model/host.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { blankSlate } from '../../src/scenario/blank-slate.ts';
import { scaleLoad } from '../../src/scenario/scale-load.ts';
import { mbps, mebibytes } from '../../src/units/quantity.ts';
import { arbitraryHost } from '../builders/arbitrary-host.ts';
import { buildAdapter, buildHost, buildNic, buildSwitch, buildVm } from '../builders/host-builder.ts';

let terms: DraftTerms;
beforeAll(async () => {
  terms = { policy: DEFAULT_POLICY, forced: null, second: await loadSecondSolver() };
});

const draftAt = (host: Host, loads: readonly Load[], factor: number, of: TrafficClass | null = null) =>
  draftHost(scaleLoad(host, { loads, of }, factor), terms);

const fleet = (size: { hosts: number; vmsPerHost: number; severity: number; seed: number }): readonly Host[] => {
  const folder = mkdtempSync(join(tmpdir(), 'converge-growth-'));
  writeFleet(folder, size);
  const { hosts } = readInventory(folder);
  rmSync(folder, { recursive: true });
  return hosts.map(blankSlate);
};

/** A millionth above the factor the host is short, and at no point of a fine scan below it. */
const expectExact = (host: Host, loads: readonly Load[], of: TrafficClass | null, points: number): void => {
  const { standing, factor, breaks } = factorOf(host, loads, of, terms);
  if (standing === 'short-without-load') {
    expect(stands(draftAt(host, loads, 1e-6, of))).toBe(false);
    return;
  }
  if (standing !== 'beyond-search') {
    expect(stands(draftAt(host, loads, factor + 1e-6, of))).toBe(false);
    expect(breaks).not.toBeNull();
  }
  expect(stands(draftAt(host, loads, factor, of))).toBe(true);
  const start = standing === 'short-today' ? 1e-6 : 1;
  for (let point = 0; point <= points; point += 1) {
    const at = start * (factor / start) ** (point / points);
    expect(stands(draftAt(host, loads, Math.round(at * 1e6) / 1e6, of)), `${host.name} at ${at} of ${factor}`).toBe(true);
  }
};

describe('the factor that a host stands', () => {
  it('by hand: of 2 × 10 GbE one storage vNIC gets 95 of 100 beside a default flow, 18,703 Mbit/s', () => {
    const host = buildHost({
      switches: [buildSwitch({ loadBalancing: 'dynamic' })],
      adapters: [buildAdapter({ name: 'Storage', role: 'storage', egress: mbps(1000) })],
    });
    // 20000 × 1514/1538 × 0.95 = 18703.5110…; with 96 the ratio to the other flow's 4 would be 24.
    const growth = factorOf(host, ['demand'], null, terms);
    expect(growth).toMatchObject({
      standing: 'grows',
      factor: 18.703511,
      breaks: { level: 'host-demand', worstFlow: 'Storage' },
    });
  });

  it('passes a scan and fails a millionth above, on arbitrary hosts and for every load', () => {
    const loads = fc.constantFrom<readonly Load[]>(['demand'], ['floors'], ['memory', 'dirty'], ['demand', 'floors', 'memory', 'dirty']);
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 12 }), loads, (host, grown) => expectExact(blankSlate(host), grown, null, 24)),
      { numRuns: 60 },
    );
  }, 60_000);

  it('passes a scan and fails a millionth above where one class grows alone', () => {
    for (const host of fleet({ hosts: 8, vmsPerHost: 12, severity: 30, seed: 3 })) {
      if (!stands(draftHost(host, terms))) continue;
      expectExact(host, ['demand'], { scope: 'role', name: 'storage' }, 30);
      expectExact(host, ['demand'], { scope: 'tier', name: '1' }, 30);
    }
  }, 60_000);

  it('is the first that fails, of a host that falls at 5.5 times its load and stands 10.9 times', () => {
    const host = fleet({ hosts: 40, vmsPerHost: 40, severity: 20, seed: 20 }).find(({ name }) => name === 'host-00016') as Host;
    const { factor } = factorOf(host, ['demand'], null, terms);
    expect(factor).toBeGreaterThan(5.5);
    expect(factor).toBeLessThan(5.6);
    expect(stands(draftAt(host, ['demand'], 5.657))).toBe(false);
    expect(stands(draftAt(host, ['demand'], 10.9))).toBe(true);
    expectExact(host, ['demand'], null, 300);
  }, 60_000);

  it('is the first that fails, where more load leaves a direct migration port nothing and the host stands again', () => {
    const direct = { switch: null, nic: 'Direct' } as const;
    const host = buildHost({
      nics: [buildNic(), buildNic({ name: 'NIC2' }), buildNic({ name: 'Direct', switch: null })],
      adapters: [
        buildAdapter({ name: 'LM', role: 'live-migration', egress: mbps(0), ...direct }),
        buildAdapter({ name: 'Backup', role: 'backup', egress: mbps(1000), ...direct }),
      ],
      vms: [buildVm({ memory: mebibytes(200_000) }), buildVm({ name: 'vm02', memory: mebibytes(200_000) })],
    });
    expect(stands(draftAt(host, ['demand'], MOST_GROWTH))).toBe(true);
    const { standing, factor, breaks } = factorOf(host, ['demand'], null, terms);
    expect({ standing, level: breaks?.level }).toEqual({ standing: 'grows', level: 'drain' });
    expect(factor).toBeLessThan(9.85);
    expectExact(host, ['demand'], null, 100);
  });
});

describe('what the search rests on', () => {
  it('holds: as long as a host stands, no count of its shape rises with its load', () => {
    const steps = Array.from({ length: 16 }, (_, step) => 1.3 ** (step - 4));
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 25 }), (host) => {
        const drafts = steps.map((factor) => draftAt(blankSlate(host), ['demand'], factor)).filter(stands);
        const shapes = drafts.map(shapeOf);
        for (const [index, shape] of shapes.slice(1).entries()) {
          const before = shapes[index] as readonly number[];
          expect(shape.every((count, at) => count <= (before[at] as number))).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

describe('a fleet that grows', () => {
  it('answers for each host, with plans on both sides of the factor that stand up to the judge', async () => {
    const hosts = readInventory('inputs/demo').hosts;
    const answers = await growHosts(hosts, { policy: DEFAULT_POLICY, loads: ['demand'] });
    expect(answers.map(({ host }) => host)).toEqual(hosts.map(({ name }) => name));
    expect(answers.filter(({ kind }) => kind !== 'grown')).toEqual([]);
    const short = answers.flatMap((answer) => (answer.kind === 'grown' && answer.whole.standing.startsWith('short') ? [answer] : []));
    for (const { classes } of short) expect(classes.every(({ growth }) => growth === null)).toBe(true);
    expect(answers.every((answer) => answer.kind === 'grown' && answer.whole.factor <= MOST_GROWTH)).toBe(true);
  }, 60_000);

  it('loses no host that has a plan, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryHost({ maxVms: 6 }), async (host) => {
        const [answer] = await growHosts([host], { policy: DEFAULT_POLICY, loads: ['demand'] });
        expect(answer).toMatchObject({ kind: 'grown', host: host.name });
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
