import { describe, expect, it } from 'vitest';
import { weighOptions } from '../../src/cli/weigh-options.ts';
import { planChunk } from '../../src/fleet/worker.ts';
import type { Host } from '../../src/model/host.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import type { HostWorth } from '../../src/model/worth.ts';
import { candidatesOf } from '../../src/purchase/candidates.ts';
import { worthStandingOf } from '../../src/purchase/worth-standing.ts';
import { mbps } from '../../src/units/quantity.ts';
import { buildAdapter, buildHost, buildSwitch, buildVm } from '../builders/host-builder.ts';

const SETTINGS = { policy: DEFAULT_POLICY, prices: null, pressed: false };
const weigh = async (host: Host): Promise<HostWorth> => (await weighOptions([host], SETTINGS))[0] as HostWorth;

/** R is 2 × 10000 × 1514/1538 = 19687.9; storage may hold 95 beside the default flow, for 96 : 4 is more than 20. */
const storage = (egress: number): Host =>
  buildHost({
    switches: [buildSwitch({ loadBalancing: 'dynamic' })],
    adapters: [buildAdapter({ name: 'Storage', role: 'storage', egress: mbps(egress) })],
  });

describe('the worth of an option', () => {
  it('by hand: 19,000 Mbit/s of storage attain 18703.51/19000 on two ports, and all on three', async () => {
    const worth = await weigh(storage(19_000));
    if (worth.kind !== 'weighed') throw new Error(`The host is ${worth.kind}.`);
    expect(worth.before).toMatchObject({ status: 'short', level: 'host-demand' });
    expect(worth.before.attainmentOfFirst).toBeCloseTo((20_000 * 1514 * 0.95) / 1538 / 19_000, 9);
    const repairs = worth.options.filter(({ verdict }) => verdict === 'repairs').map(({ option }) => option);
    expect(repairs).toEqual(['port@Converged', 'link-25000@Converged', 'card@Converged']);
  });

  it('by hand: 30,000 Mbit/s attain 28055.27/30000 with a port more, and all with 25 Gb/s', async () => {
    const worth = await weigh(storage(30_000));
    if (worth.kind !== 'weighed') throw new Error(`The host is ${worth.kind}.`);
    const by = Object.fromEntries(worth.options.map(({ option, after, rank }) => [option, { after, rank }]));
    // The demand of one adapter is at most R: two ports lack what 95 of 100 leave.
    expect(worth.before.attainmentOfFirst).toBeCloseTo(0.95, 9);
    expect(by['port@Converged']?.after.attainmentOfFirst).toBeCloseTo(0.95, 9);
    expect(by['link-25000@Converged']).toMatchObject({ rank: 1, after: { status: 'ok' } });
  });

  it('is not asked of a host that lacks nothing', async () => {
    expect((await weigh(buildHost({ vms: [buildVm()] }))).kind).toBe('enough');
  });

  it('is that of a plan of the whole cluster with the edited host in it', async () => {
    const one = storage(19_000);
    const members = [
      { ...one, cluster: 'c', os: '2022' as const },
      buildHost({ name: 'host02', cluster: 'c', os: '2022', vms: [buildVm({ name: 'vm02' })] }),
    ];
    const [worth, other] = await weighOptions(members, SETTINGS);
    if (worth?.kind !== 'weighed') throw new Error(`The host is ${worth?.kind}.`);
    expect(other?.kind).toBe('enough');
    for (const { option, edited } of candidatesOf(members[0] as Host)) {
      const [outcome] = await planChunk([edited, members[1] as Host], { ...DEFAULT_POLICY, max_layouts: 0 }, 0);
      if (outcome?.kind !== 'planned') throw new Error(`${option} is ${outcome?.kind}.`);
      const after = worthStandingOf(outcome.plan, worth.before.level);
      expect(worth.options.find((each) => each.option === option)?.after).toEqual(after);
    }
  });
});
