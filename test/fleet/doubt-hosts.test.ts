import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { doubtHosts, draftsWith } from '../../src/fleet/doubt-hosts.ts';
import { draftHost, draftsOfLoads, type DraftTerms } from '../../src/fleet/draft-host.ts';
import { flipsBetween } from '../../src/fleet/flips.ts';
import { loadSecondSolver } from '../../src/fleet/load-second-solver.ts';
import { readInventory } from '../../src/inventory/read-inventory.ts';
import type { Host } from '../../src/model/host.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import type { Flip, FlipKind, HostSensitivity } from '../../src/model/sensitivity.ts';
import type { PlanDraft } from '../../src/planners/draft-plan.ts';
import { scaleLoad } from '../../src/scenario/scale-load.ts';
import { mbps } from '../../src/units/quantity.ts';
import { arbitraryHost } from '../builders/arbitrary-host.ts';
import { buildAdapter, buildHost, buildSwitch, buildVm, buildVmAdapter } from '../builders/host-builder.ts';

let terms: DraftTerms;
beforeAll(async () => {
  terms = { policy: DEFAULT_POLICY, forced: null, second: await loadSecondSolver() };
});

type Tried = Extract<HostSensitivity, { readonly kind: 'tried' }>;
const doubt = async (host: Host): Promise<Tried> => {
  const [answer] = await doubtHosts([host], DEFAULT_POLICY);
  if (answer?.kind !== 'tried') throw new Error(`The host is ${answer?.kind}.`);
  return answer;
};

const PPM = 1e-6;
const nearer = ({ factor }: Flip): number => factor + (factor > 1 ? -PPM : PPM);

/** Stand-alone hosts: nothing of a cluster is forced on them. */
const demo = (): readonly Host[] => readInventory('inputs/demo').hosts.filter(({ os }) => os === '2016' || os === '2019');

describe('the factor at which a plan flips', () => {
  it('flips there and not a millionth nearer, for every quantity of demo hosts', async () => {
    let flips = 0;
    for (const host of demo().slice(0, 3)) {
      const { quantities } = await doubt({ ...host, cluster: host.name });
      const alone = { ...host, vms: host.vms.map((vm) => ({ ...vm })) };
      const base = draftHost(alone, terms);
      for (const { quantity, down, up } of quantities) {
        if (quantity === 'dirty-rate') continue;
        const at = draftsWith(alone, quantity, null, terms);
        for (const flip of [down, up]) {
          if (flip === null) continue;
          flips += 1;
          expect(flipsBetween(base, at(flip.factor))).toEqual(flip.what);
          expect(flipsBetween(base, at(nearer(flip)))).toEqual([]);
        }
      }
    }
    expect(flips).toBeGreaterThan(6);
  }, 60_000);

  it('by hand: 17,000 of 18,703 Mbit/s of storage turn short at 1.100207 times the demand', async () => {
    // R = 20000 × 1514/1538, and one vNIC beside the default flow holds at most 95 of 100: 18703.51106 / 17000.
    const host = buildHost({
      switches: [buildSwitch({ loadBalancing: 'dynamic' })],
      adapters: [buildAdapter({ name: 'Storage', role: 'storage', egress: mbps(17_000) })],
    });
    const { quantities, margin, grade, deciding } = await doubt(host);
    expect(quantities).toMatchObject([{ quantity: 'demand', statusDown: null, statusUp: { factor: 1.100207 } }]);
    expect(quantities[0]?.up?.factor).toBeLessThanOrEqual(1.100207);
    expect(margin).toBeLessThanOrEqual(1.100207);
    expect([grade, deciding]).toEqual(['D', []]);
  });

  it('names the VM whose demand decides, and a dirty rate that was assumed as not measured', async () => {
    const big = buildVm({ name: 'big', tier: 1, adapters: [buildVmAdapter({ egress: mbps(8000) })] });
    const small = buildVm({ name: 'small', tier: 1, adapters: [buildVmAdapter({ egress: mbps(10) })] });
    const { deciding } = await doubt(buildHost({ vms: [big, small] }));
    expect(deciding[0]).toMatchObject({ vm: 'big', quantity: 'demand', measured: true });
    expect(deciding.filter(({ quantity }) => quantity === 'dirty-rate').every(({ measured }) => !measured)).toBe(true);
  });

  it('has no rows for what the plan has nothing to do with', async () => {
    const { quantities } = await doubt(buildHost({ adapters: [buildAdapter({ egress: mbps(5) })] }));
    expect(quantities.map(({ quantity }) => quantity)).toEqual(['demand']);
  });

  it('is looked for among at most five VMs a host, the nearest first', async () => {
    const hosts = demo();
    const answers = await doubtHosts(hosts, DEFAULT_POLICY);
    for (const answer of answers) {
      if (answer.kind !== 'tried') throw new Error(`${answer.host} is ${answer.kind}.`);
      const distances = answer.deciding.map(({ flip: { factor } }) => Math.max(factor, 1 / factor));
      expect(distances).toEqual([...distances].sort((a, b) => a - b));
      expect(answer.deciding.length).toBeLessThanOrEqual(5);
      expect(new Set(answer.deciding.map(({ vm }) => vm)).size).toBe(answer.deciding.length);
    }
  }, 60_000);
});

/** Everything that a plan is made of. */
const saidOf = ({ status, firstShort, switches, migration, weighted }: PlanDraft) => ({
  status,
  firstShort,
  switches,
  migration,
  weights: weighted.map((each) => each?.weights ?? null),
});

describe('drafts of a load', () => {
  it('are those made from scratch, whatever was known before', () => {
    const factors = fc.double({ min: 0.1, max: 9, noNaN: true });
    const loads = fc.constantFrom(['demand'], ['floors'], ['demand', 'floors'], ['dirty']) as fc.Arbitrary<
      ('demand' | 'floors' | 'dirty')[]
    >;
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 8 }), factors, loads, (host, factor, grown) => {
        const growing = { loads: grown, of: null };
        expect(saidOf(draftsOfLoads(host, growing, terms)(factor))).toEqual(saidOf(draftHost(scaleLoad(host, growing, factor), terms)));
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});

describe('what flips', () => {
  const flipsOf = (host: Host, other: Host): readonly FlipKind[] => flipsBetween(draftHost(host, terms), draftHost(other, terms));

  it('is nothing between equal hosts', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 6 }), (host) => {
        expect(flipsOf(host, host)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('is the weights where an adapter gains or loses one of its own', () => {
    const with1 = buildHost({ vms: [buildVm({ tier: 1 })] });
    expect(flipsOf(with1, buildHost({ vms: [buildVm({ tier: 3 })] }))).toContain('weights');
  });

  it('is the transport where there is nothing to migrate any more', () => {
    const host = buildHost({ vms: [buildVm()] });
    expect(flipsOf(host, buildHost({ vms: [buildVm({ migratable: false })] }))).toContain('transport');
  });
});
