/** One wrong figure in a team mapping or in layout advice, and the rule that it breaks. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import type { HostPlan, LayoutAdvice, LayoutDraft, MigrationPlan, SwitchPlan } from '../../src/model/plan.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import type { PinningPlan } from '../../src/model/topology-plan.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { loadHighs } from '../../src/solver/highs-solver.ts';
import { mbps, mebibytes } from '../../src/units/quantity.ts';
import { verifyPlan } from '../../src/verify/verify-plan.ts';
import { arbitraryHost } from '../builders/arbitrary-host.ts';
import {
  buildAdapter,
  buildHost,
  buildMigrationAdapter,
  buildNic,
  buildSwitch,
  buildVm,
  buildVmAdapter,
} from '../builders/host-builder.ts';

const second = await loadHighs();
const plan = (host: Host): HostPlan => planHost(host, DEFAULT_POLICY, createSolver({ second }), false);
const brokenRules = (host: Host, planned: HostPlan): readonly string[] => [
  ...new Set(verifyPlan(host, DEFAULT_POLICY, planned).map(({ rule }) => rule)),
];

/** Two heavy vNICs that round-robin puts on one member, and two light ones on the other. */
const team = buildHost({
  adapters: [
    buildAdapter({ name: 'A-Storage', role: 'storage', egress: mbps(7500), floor: mbps(2000) }),
    buildAdapter({ name: 'B-Management' }),
    buildAdapter({ name: 'C-Storage', role: 'storage', egress: mbps(7500) }),
    buildMigrationAdapter({ name: 'D-Migration' }),
  ],
});
const teamPlan = plan(team);

describe('a team mapping', () => {
  const [mapping] = teamPlan.pinning as [PinningPlan];
  const withMapping = (overrides: Partial<PinningPlan>): HostPlan => ({ ...teamPlan, pinning: [{ ...mapping, ...overrides }] });
  const [first, ...others] = mapping.mapping as [PinningPlan['mapping'][number], ...PinningPlan['mapping']];

  it('stands as planned', () => {
    expect(teamPlan.pinning.length).toBe(1);
    expect(brokenRules(team, teamPlan)).toEqual([]);
  });

  test.each<[string, Partial<PinningPlan>, string]>([
    ['names a port of the host that is no member', { mapping: [{ ...first, nic: 'NIC9' }, ...others] }, 'pinning-mapping'],
    ['names an adapter that has no weight', { mapping: [{ ...first, adapter: 'Nobody' }, ...others] }, 'pinning-mapping'],
    ['maps an adapter twice', { mapping: [first, first, ...others.slice(1)] }, 'pinning-mapping'],
    ['forgets an adapter', { mapping: others }, 'pinning-mapping'],
    ['leaves aside more adapters than there are', { leftAside: 1 }, 'pinning-mapping'],
    ['makes today look worse than it is', { worstBefore: mapping.worstBefore - 0.1 }, 'pinning-before'],
    ['makes itself look better than it is', { worstAfter: mapping.worstAfter + 0.01 }, 'pinning-after'],
    [
      'moves one adapter without saying what that costs',
      { mapping: mapping.mapping.map((each) => ({ ...each, nic: 'NIC1' })) },
      'pinning-after',
    ],
    ['gains nothing', { worstBefore: mapping.worstAfter }, 'pinning-gain'],
    ['says that another could be perfect and more', { gap: 1 }, 'pinning-gap'],
    ['is for a switch that is not there', { switch: 'Elsewhere' }, 'pinning-team'],
  ])('that %s is refused', (_, overrides, rule) => {
    expect(brokenRules(team, withMapping(overrides))).toContain(rule);
  });

  it('is refused where members make no difference: under Dynamic', () => {
    const dynamic = { ...team, switches: [buildSwitch({ loadBalancing: 'dynamic' })] };
    expect(brokenRules(dynamic, { ...plan(dynamic), pinning: [mapping] })).toContain('pinning-team');
  });

  it('counts the loss of a card: both of its ports go at once', () => {
    const nics = [1, 2, 3, 4].map((port) => buildNic({ name: `NIC${port}`, device: `card${Math.ceil(port / 2)}` }));
    const storage = ['A', 'E'].map((name) =>
      buildAdapter({ name: `${name}-Storage`, role: 'storage', egress: mbps(8500), floor: mbps(3000) }),
    );
    const light = ['B', 'C', 'D'].map((name) => buildAdapter({ name: `${name}-Backup`, role: 'backup', egress: mbps(50) }));
    const adapters = [...storage, ...light].sort((one, other) => (one.name < other.name ? -1 : 1));
    const cards = { ...team, nics, adapters };
    const planned = plan(cards);
    expect(planned.pinning.length).toBe(1);
    expect(brokenRules(cards, planned)).toEqual([]);
  });
});

/** Floors of 12 Gbit/s on two ports of 10 GbE, beside two that only migration uses. */
const discrete = buildHost({
  switches: [buildSwitch({ loadBalancing: 'dynamic' }), buildSwitch({ name: 'Spare', loadBalancing: 'dynamic' })],
  nics: [1, 2, 3, 4].map((port) => buildNic({ name: `NIC${port}`, switch: port < 3 ? 'Converged' : 'Spare' })),
  adapters: [buildAdapter({ floor: mbps(100) }), buildMigrationAdapter({ switch: 'Spare' })],
  vms: Array.from({ length: 8 }, (_, index) =>
    buildVm({
      name: `vm${index}`,
      tier: 1,
      memory: mebibytes(4096),
      adapters: [buildVmAdapter({ egress: mbps(2000), floor: mbps(1500) })],
    }),
  ),
});
const discretePlan = plan(discrete);

describe('layout advice', () => {
  const advice = discretePlan.layoutAdvice as LayoutAdvice;
  const [all] = advice.groups as [LayoutAdvice['groups'][number]];
  const PRESSED: Partial<LayoutAdvice> = {
    status: 'pressed',
    firstShortLevel: 'vm-demand-3',
    firstShortAttainment: 0.9,
    attainments: [1, 1, 1, 1, 1, 1, 1, 1, 0.9],
  };
  const withAdvice = (overrides: Partial<LayoutAdvice>): HostPlan => ({ ...discretePlan, layoutAdvice: { ...advice, ...overrides } });
  const group = (overrides: Partial<LayoutAdvice['groups'][number]>): LayoutAdvice['groups'] => [{ ...all, ...overrides }];

  it('stands as planned', () => {
    expect([advice.status, discretePlan.status]).toEqual(['ok', 'short']);
    expect(brokenRules(discrete, discretePlan)).toEqual([]);
  });

  test.each<[string, Partial<LayoutAdvice>, string]>([
    ['forgets a port', { groups: group({ nics: ['NIC1', 'NIC2', 'NIC3'] }) }, 'layout-ports'],
    ['uses a port twice', { groups: group({ nics: ['NIC1', 'NIC2', 'NIC3', 'NIC4', 'NIC4'] }) }, 'layout-ports'],
    ['has no team for management', { groups: group({ kind: 'iov' }) }, 'layout-groups'],
    ['uses RDMA that the ports lack', { groups: group({ kind: 'direct-rdma' }) }, 'layout-groups'],
    ['leaves migration without a place', { groups: group({ carries: ['critical', 'vm'] }) }, 'layout-traffic'],
    ['places traffic that the host has not', { groups: group({ carries: [...all.carries, 'backup'] }) }, 'layout-traffic'],
    ['has no plan behind it', { draft: null }, 'layout-plan'],
    ['attains less of VM demand than its plan', PRESSED, 'layout-attainment'],
    ['is empty sooner than its plan', { drainMinutes: (advice.drainMinutes as number) / 2 }, 'layout-drain'],
    ['says what it attains but not where it is short', { attainments: [1, 0.5, 1, 1, 1, 1, 1, 1, 1] }, 'layout-standing'],
    ['is no better than today', { status: 'short', firstShortLevel: 'host-floors', firstShortAttainment: 0.1 }, 'layout-gain'],
    ['drains in a time that attains less', { drainMinutes: 1e6 }, 'layout-drain'],
    ['promises functions that no port has', { offloads: { ...advice.offloads, virtualFunctions: 3 } }, 'layout-offloads'],
    ['tells another number of functions of today', { offloadsToday: { ...advice.offloadsToday, virtualFunctions: 1 } }, 'layout-offloads'],
    ['was not planned', { tried: 0 }, 'layout-counts'],
  ])('that %s is refused', (_, overrides, rule) => {
    expect(brokenRules(discrete, withAdvice(overrides))).toContain(rule);
  });

  const draft = advice.draft as LayoutDraft;
  const [only] = draft.switches as [SwitchPlan];

  test.each<[string, LayoutDraft, string]>([
    [
      'weighs a flow other than its levels say',
      {
        ...draft,
        switches: [{ ...only, flows: only.flows.map((flow, index) => (index === 0 ? { ...flow, weight: (flow.weight ?? 0) + 1 } : flow)) }],
      },
      'weight',
    ],
    ['holds more than its ports carry', { ...draft, switches: [{ ...only, capacity: mbps(2 * only.capacity) }] }, 'capacity'],
    [
      'says that a window is missed which its rate meets',
      { ...draft, migration: { ...(draft.migration as MigrationPlan), windowMet: false } },
      'status',
    ],
    ['forgets the migration', { ...draft, migration: null }, 'migration-missing'],
  ])('whose plan %s is refused', (_, tampered, rule) => {
    const found = verifyPlan(discrete, DEFAULT_POLICY, withAdvice({ draft: tampered })).filter((each) => each.rule.startsWith('layout-'));
    expect(found.map(({ message }) => message).join(' ')).toContain(rule);
  });

  it('that attains more than weights can is refused: two ports carry no floors of 12 Gbit/s after a loss', () => {
    const groups: LayoutAdvice['groups'] = [
      { kind: 'team', nics: ['NIC1', 'NIC2'], carries: ['critical', 'vm'] },
      { kind: 'team', nics: ['NIC3', 'NIC4'], carries: ['migration'] },
    ];
    expect(brokenRules(discrete, withAdvice({ groups }))).toEqual(expect.arrayContaining(['layout-plan']));
  });

  it('stands for any short host, whatever its ports, cards, teams and traffic', { timeout: 120_000 }, () => {
    let advised = 0;
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 6 }), (host) => {
        const planned = plan(host);
        if (planned.layoutAdvice === null) return;
        advised += 1;
        expect(verifyPlan(host, DEFAULT_POLICY, planned).filter(({ rule }) => rule.startsWith('layout-'))).toEqual([]);
      }),
      { numRuns: 600 },
    );
    expect(advised).toBeGreaterThan(20);
  });

  it('for a host whose switches Network ATC builds is refused', () => {
    const host = { ...discrete, managedBy: 'network-atc' as const };
    expect(brokenRules(host, { ...plan(host), layoutAdvice: advice })).toContain('layout-atc');
  });
});
