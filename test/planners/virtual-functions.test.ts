import { describe, expect, it } from 'vitest';
import type { Adapter, Host, Nic, VirtualSwitch, Vm } from '../../src/model/host.ts';
import type { VirtualFunctionPlan } from '../../src/model/offload-plan.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { loadHighs } from '../../src/solver/highs-solver.ts';
import { mbps } from '../../src/units/quantity.ts';
import { verifyPlan } from '../../src/verify/verify-plan.ts';
import { buildHost, buildVm, buildVmAdapter } from '../builders/host-builder.ts';
import { asking, guest, hostWith, IOV, port } from './vf-host.ts';
import { seededVfHost } from './vf-sample.ts';

const highs = await loadHighs();
const plan = (host: Host) => planHost(host, DEFAULT_POLICY, createSolver({ second: highs }), false);
const functionsOf = (host: Host): VirtualFunctionPlan => plan(host).offloads.virtualFunctions;

/** `vm/adapter NIC` of those served, `vm/adapter because binding` of those refused. */
const told = ({ assigned, refused }: VirtualFunctionPlan): readonly string[] => [
  ...assigned.map(({ vm, adapter, nic }) => `${vm}/${adapter} ${nic}`),
  ...refused.map(({ vm, adapter, because, binding }) => `${vm}/${adapter} ${because} ${binding}`),
];

describe('a rule refuses an adapter that', () => {
  it.each<[string, { adapter?: Partial<Adapter>; vm?: Partial<Vm>; switch?: Partial<VirtualSwitch> }, string]>([
    ['stands on a switch without SR-IOV', { switch: { iovEnabled: false } }, 'switch-without-iov iov-enabled:Converged'],
    ['belongs to a VM that is not trusted', { vm: { trusted: false } }, 'vm-untrusted trusted'],
    ['has port ACLs', { adapter: { acl: true } }, 'port-acl acl'],
    ['is promised bandwidth', { adapter: { floor: mbps(10) } }, 'floor-needs-switch floor'],
    ['is capped', { adapter: { cap: mbps(500) } }, 'cap-needs-switch cap'],
    ['is a VLAN trunk', { adapter: { vlans: 2 } }, 'vlan-trunk vlans'],
    ['has several MAC addresses', { adapter: { macs: 2 } }, 'several-macs macs'],
    ['stands on an LBFO team', { switch: { teaming: 'lbfo', loadBalancing: 'dynamic' } }, 'excluded-by-rule sriov-excluded-by-lbfo'],
  ])('%s', (_, { adapter, vm, switch: owner }, expected) => {
    const functions = functionsOf(hostWith([guest('vm01', [asking(adapter)], vm)], [port(1), port(2)], [{ ...IOV, ...owner }]));
    expect(told(functions)).toEqual([`vm01/Network Adapter ${expected}`]);
    expect(functions.wanted).toBe(1);
  });

  it('are listed with those without a function left, in order of VM', () => {
    const vms = [
      guest('vm01', [asking({ egress: mbps(9000) })]),
      guest('vm02', [asking({ acl: true })]),
      guest('vm03', [asking({ macs: 3 })]),
    ];
    expect(functionsOf(hostWith(vms)).refused.map(({ vm }) => vm)).toEqual(['vm01', 'vm02', 'vm03']);
  });

  it('breaks several at once: the first in order is told', () => {
    const functions = functionsOf(hostWith([guest('vm01', [asking({ acl: true, macs: 2, floor: mbps(1) })])]));
    expect(functions.refused.map(({ because }) => because)).toEqual(['port-acl']);
  });

  it('is of the guest team of a refused one', () => {
    const team = [asking({ name: 'A', guestTeam: true }), asking({ name: 'B', guestTeam: true, acl: true }), asking({ name: 'C' })];
    expect(told(functionsOf(hostWith([guest('vm01', team)])))).toEqual([
      'vm01/C NIC1',
      'vm01/A team-member-refused B',
      'vm01/B port-acl acl',
    ]);
  });
});

describe('the pool of a port is', () => {
  const vms = Array.from({ length: 4 }, (_, index) => guest(`vm0${index + 1}`));
  it.each<[string, Partial<Nic>, number, string]>([
    ['its functions', { vfLimit: 2 }, 2, 'vf-limit:NIC1'],
    ['its VPorts but the default one', { vportLimit: 3 }, 2, 'vport-limit:NIC1'],
    ['its queue pairs but the default one', { queuePairLimit: 4 }, 3, 'queue-pair-limit:NIC1'],
    ['nothing where its functions are none', { vfLimit: 0, vportLimit: 64 }, 0, 'vf-limit:NIC1'],
    ['nothing where the only VPort is the default one', { vportLimit: 1 }, 0, 'vport-limit:NIC1'],
  ])('%s', (_, overrides, served, binding) => {
    const functions = functionsOf(hostWith(vms, [port(1, overrides)]));
    expect(functions.assigned).toHaveLength(served);
    expect(new Set(functions.refused.map(({ because, binding: named }) => `${because} ${named}`))).toEqual(
      new Set([`vf-pool-exhausted ${binding}`]),
    );
  });

  it('not bound by limits that are not known', () => {
    expect(functionsOf(hostWith(vms, [port(1, { vportLimit: null, queuePairLimit: null })])).assigned).toHaveLength(4);
  });

  it('filled to 0.9 of what the wire carries of frames, in the larger direction', () => {
    // 10 Gbit/s at MTU 1500: 10,000 × 1514/1538 × 0.9.
    const fits = 8859.557;
    const served = (rate: number): readonly string[] =>
      told(functionsOf(hostWith([guest('vm01', [asking({ egress: mbps(1), ingress: mbps(rate) })])], [port(1)])));
    expect(served(fits)).toEqual(['vm01/Network Adapter NIC1']);
    expect(served(fits + 0.001)).toEqual(['vm01/Network Adapter vf-link-share vf-link-share:NIC1']);
  });
});

describe('a guest team', () => {
  const member = (name: string, overrides: Partial<Adapter> = {}): Adapter => asking({ name, guestTeam: true, ...overrides });

  it('stands on different uplinks, and each member may be teamed', () => {
    const { assigned } = functionsOf(hostWith([guest('vm01', [member('A'), member('B')])]));
    expect(assigned.map(({ nic }) => nic)).toEqual(['NIC1', 'NIC2']);
    expect(assigned.every(({ allowTeaming }) => allowTeaming)).toBe(true);
  });

  it('of three on two uplinks gets none', () => {
    const { assigned, refused } = functionsOf(hostWith([guest('vm01', [member('A'), member('B'), member('C')])]));
    expect(assigned).toEqual([]);
    expect(refused.map(({ because }) => because)).toEqual(['guest-team-uplinks', 'guest-team-uplinks', 'guest-team-uplinks']);
  });

  it('gets all or none: where the second uplink has no function left the first gives none', () => {
    const functions = functionsOf(hostWith([guest('vm01', [member('A'), member('B')])], [port(1), port(2, { vfLimit: 0 })]));
    expect(told(functions)).toEqual(['vm01/A guest-team-uplinks guest-team:B', 'vm01/B guest-team-uplinks guest-team:A']);
  });

  it('spans two switches', () => {
    const switches = ['Left', 'Right'].map((name) => ({ ...IOV, name, teaming: 'none' as const }));
    const nics = [port(1, { switch: 'Left' }), port(2, { switch: 'Right' })];
    const team = [member('A', { switch: 'Left' }), member('B', { switch: 'Right' })];
    expect(told(functionsOf(hostWith([guest('vm01', team)], nics, switches)))).toEqual(['vm01/A NIC1', 'vm01/B NIC2']);
  });

  it('is refused whole where the switch of one member has no port', () => {
    const switches = ['Left', 'Right'].map((name) => ({ ...IOV, name, teaming: 'none' as const }));
    const team = [member('A', { switch: 'Left' }), member('B', { switch: 'Right' })];
    const { assigned, refused } = functionsOf(hostWith([guest('vm01', team)], [port(1, { switch: 'Left' })], switches));
    expect(assigned).toEqual([]);
    expect(refused.map(({ because }) => because)).toEqual(['guest-team-uplinks', 'vf-pool-exhausted']);
  });
});

describe('with one function left it goes to', () => {
  const one = [port(1, { vfLimit: 1 })];
  it.each<[string, Partial<Vm>, Partial<Adapter>, Partial<Vm>, Partial<Adapter>]>([
    ['tier 1 latency-sensitive before tier 1', { tier: 1 }, { latencySensitive: true }, { tier: 1 }, { egress: mbps(5000) }],
    ['tier 1 before tier 2 latency-sensitive', { tier: 1 }, {}, { tier: 2 }, { latencySensitive: true, egress: mbps(5000) }],
    ['tier 2 latency-sensitive before tier 2', { tier: 2 }, { latencySensitive: true }, { tier: 2 }, { egress: mbps(5000) }],
    ['tier 2 before tier 3, latency-sensitive or not', { tier: 2 }, {}, { tier: 3 }, { latencySensitive: true }],
    ['the larger rate of tier 3, latency-sensitive or not', { tier: 3 }, { egress: mbps(200) }, { tier: 3 }, { latencySensitive: true }],
  ])('%s', (_, first, firstAdapter, second, secondAdapter) => {
    const vms = [guest('vm02', [asking(firstAdapter)], first), guest('vm01', [asking(secondAdapter)], second)];
    expect(functionsOf(hostWith(vms, one)).assigned.map(({ vm }) => vm)).toEqual(['vm02']);
  });

  it('the first of two that differ in nothing', () => {
    expect(functionsOf(hostWith([guest('vm02'), guest('vm01')], one)).assigned.map(({ vm }) => vm)).toEqual(['vm01']);
  });

  it('two small ones rather than a large one, where the port has room for either', () => {
    const vms = [
      guest('vm01', [asking({ egress: mbps(8000) })]),
      guest('vm02', [asking({ egress: mbps(1000) })]),
      guest('vm03', [asking({ egress: mbps(1000) })]),
    ];
    expect(functionsOf(hostWith(vms, [port(1)])).assigned.map(({ vm }) => vm)).toEqual(['vm02', 'vm03']);
  });
});

describe('beside 31 functions of 64 VPorts', () => {
  it('32 queues are left for the switch: one VPort is the default one', () => {
    const vms = Array.from({ length: 31 }, (_, index) => guest(`vm${String(index).padStart(2, '0')}`));
    const { offloads } = plan(hostWith(vms, [port(1, { vfLimit: 31, vportLimit: 64, vmqQueues: 63 })]));
    expect(offloads.nics[0]).toMatchObject({ vfsUsed: 31, queuesUsable: 32 });
  });
});

describe('when a port is lost', () => {
  it('nobody falls back while the others have functions left', () => {
    expect(functionsOf(hostWith([guest('vm01'), guest('vm02')])).fallbacks).toEqual([]);
  });

  it('those fall back who find none, the last tiers first', () => {
    const vms = [guest('vm01', [asking()], { tier: 3 }), guest('vm02', [asking()], { tier: 1 }), guest('vm03', [asking()], { tier: 2 })];
    const { fallbacks, assigned } = functionsOf(hostWith(vms, [port(1, { vfLimit: 2 }), port(2, { vfLimit: 2 })]));
    const nicOf = new Map(assigned.map(({ vm, nic }) => [vm, nic]));
    expect([...nicOf.values()].sort()).toEqual(['NIC1', 'NIC1', 'NIC2']);
    const crowded = fallbacks.find(({ lost }) => lost.name === 'NIC1');
    expect(crowded?.adapters).toEqual(['vm01/Network Adapter']);
    expect(nicOf.get('vm01')).toBe('NIC1');
  });

  it('a card is lost with both its ports, and everybody on them', () => {
    const { fallbacks } = functionsOf(hostWith([guest('vm01'), guest('vm02')], [port(1, { device: 'Card' }), port(2, { device: 'card' })]));
    expect(fallbacks).toEqual([
      { lost: { kind: 'device', name: 'Card', nics: ['NIC1', 'NIC2'] }, adapters: ['vm01/Network Adapter', 'vm02/Network Adapter'] },
    ]);
  });

  it('a member of a guest team does not join its mate on one port', () => {
    const team = ['A', 'B'].map((name) => asking({ name, guestTeam: true }));
    const { fallbacks } = functionsOf(hostWith([guest('vm01', team)]));
    expect(fallbacks.map(({ lost, adapters }) => [lost.name, ...adapters])).toEqual([
      ['NIC1', 'vm01/A'],
      ['NIC2', 'vm01/B'],
    ]);
  });
});

describe('an adapter that does not ask', () => {
  const quiet = (overrides: Partial<Adapter> = {}): Adapter => buildVmAdapter({ latencySensitive: true, ...overrides });
  const codes = (host: Host): readonly string[] => plan(host).findings.map(({ code }) => code);

  it('should, where it is sensitive to latency, passes every rule and a function is free', () => {
    const host = hostWith([guest('vm01', [quiet()])]);
    expect(functionsOf(host).shouldAsk).toEqual(['vm01/Network Adapter']);
    expect(codes(host)).toContain('vf-should-ask');
  });

  it('is not advised to ask for what is not there', () => {
    expect(codes(hostWith([guest('vm01', [quiet()])], [port(1, { vfLimit: 0 })]))).not.toContain('vf-should-ask');
  });

  it('need not, where a rule refuses it or latency does not matter', () => {
    const vms = [guest('vm01', [quiet({ acl: true })]), guest('vm02', [buildVmAdapter()]), guest('vm03', [quiet()], { state: 'off' })];
    expect(functionsOf(hostWith(vms)).shouldAsk).toEqual([]);
  });
});

describe('a host', () => {
  it('where nobody asks has no function plan and no solve for it', () => {
    const { offloads, solves } = plan(buildHost({ vms: [buildVm()] }));
    expect(offloads.virtualFunctions).toEqual({
      wanted: 0,
      assigned: [],
      refused: [],
      shouldAsk: [],
      fallbacks: [],
      proof: 'optimal',
      gap: 0,
    });
    expect(solves.every(({ solver }) => solver === 'closed-form')).toBe(true);
  });

  it('with a function rests on the share of the link that is assumed', () => {
    expect(plan(hostWith([guest('vm01')])).assumptions).toContain('vf_link_share');
    expect(plan(hostWith([buildVm()])).assumptions).not.toContain('vf_link_share');
  });

  it('sends what has a function past the switch', () => {
    const flows = plan(hostWith([guest('vm01')])).switches.flatMap((each) => each.flows);
    expect(flows.find(({ vm }) => vm === 'vm01')).toMatchObject({ path: 'vf', nic: 'NIC1', weight: null });
  });

  it('with contention stands up to the judge, and gives the same plan twice', () => {
    for (let seed = 1; seed <= 25; seed++) {
      const host = seededVfHost(seed, { maxVms: 12, maxNics: 4 });
      const first = plan(host);
      expect({ seed, violations: verifyPlan(host, DEFAULT_POLICY, first) }).toEqual({ seed, violations: [] });
      expect(JSON.stringify(plan(host))).toBe(JSON.stringify(first));
    }
  });
});
