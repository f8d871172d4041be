/** Judges who takes which VM of a lost or emptied host, from the hosts alone. */
import type { Adapter, Host, Nic, Vm } from '../model/host.ts';
import type { Violation } from '../model/outcome.ts';
import type { PlacementPlan, VmPlace } from '../model/placement.ts';
import type { HostPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { findSwitch, type HostFacts, isSameName, readHost, type SwitchFacts } from './host-facts.ts';
import { exceeds, expectFigure } from './tolerance.ts';

/** A host that takes VMs, with its own plan. */
export interface Receiver {
  readonly host: Host;
  readonly plan: HostPlan;
}

/** Sums of a thousand rates differ by this much between two orders of adding, MiB or Mbit/s. */
const ROUNDING = 1e-5;

const addUp = (adapters: readonly Adapter[], pick: (adapter: Adapter) => number): number => {
  let sum = 0;
  for (const adapter of adapters) sum += pick(adapter);
  return sum;
};

const sends = (adapter: Adapter): number => Math.min(adapter.egress, adapter.cap ?? Infinity);

/**
 * @param moved the VMs that had to be placed
 * @param receivers the other hosts of the cluster
 * @param holders labels `vm\nadapter` of adapters that hold a virtual function where they come from
 */
export const judgePlacement = (
  moved: readonly Vm[],
  receivers: readonly Receiver[],
  plan: PlacementPlan,
  policy: Policy,
  purpose: 'failure' | 'maintenance',
  holders: ReadonlySet<string>,
): readonly Violation[] => {
  const violations: Violation[] = [];
  judgeEveryVmOnce(moved, plan.places, violations);
  const hostOf = new Map(plan.places.map(({ vm, host }) => [vm, host]));
  for (const receiver of receivers) {
    const taken = moved.filter((vm) => hostOf.get(vm.name) === receiver.host.name);
    if (taken.length === 0) continue;
    judgeReceiver(receiver, taken, policy, purpose, violations);
    if (policy.failover_needs_functions) judgeFunctions(receiver, taken, holders, violations);
  }
  judgeCounts(moved, plan, violations);
  for (const place of plan.places) {
    if (place.host !== null && !receivers.some(({ host }) => host.name === place.host)) {
      violations.push({ rule: 'placement-host', subject: place.vm, message: `It is placed on ${place.host}, which takes nobody.` });
    }
  }
  return violations;
};

const judgeEveryVmOnce = (moved: readonly Vm[], places: readonly VmPlace[], violations: Violation[]): void => {
  const names = new Set(places.map(({ vm }) => vm));
  const missing = moved.find(({ name }) => !names.has(name));
  if (places.length === moved.length && names.size === moved.length && missing === undefined) return;
  violations.push({
    rule: 'placement-every-vm-once',
    subject: missing?.name ?? '',
    message: `${moved.length} VMs had to be placed, ${places.length} rows place ${names.size} of them.`,
  });
};

const judgeCounts = (moved: readonly Vm[], plan: PlacementPlan, violations: Violation[]): void => {
  let possible = 0;
  for (const tier of [1, 2, 3] as const) {
    const of = moved.filter((vm) => vm.tier === tier).length;
    const placed = plan.places.filter((place) => place.tier === tier && place.host !== null).length;
    expectFigure(violations, 'placement-counts', `tier ${tier}`, placed, plan.placed[tier - 1] as number, 'The number of VMs placed');
    expectFigure(
      violations,
      'placement-counts',
      `tier ${tier}`,
      of - placed,
      plan.unplaced[tier - 1] as number,
      'The number of VMs left over',
    );
    const least = plan.leastUnplaced[tier - 1] as number;
    if (least < 0 || least > of - placed) {
      violations.push({
        rule: 'placement-bound',
        subject: `tier ${tier}`,
        message: `At least ${least} are left over, but ${of - placed} are.`,
      });
    }
    possible += Math.max(0, of - placed - least);
  }
  expectFigure(violations, 'placement-gap', '', moved.length === 0 ? 0 : possible / moved.length, plan.gap, 'The gap');
  if ((plan.proof === 'optimal') !== (possible === 0)) {
    violations.push({
      rule: 'placement-proof',
      subject: '',
      message: `The proof is ${plan.proof} with ${possible} VMs between placement and bound.`,
    });
  }
};

const judgeReceiver = (
  receiver: Receiver,
  taken: readonly Vm[],
  policy: Policy,
  purpose: 'failure' | 'maintenance',
  violations: Violation[],
): void => {
  const { host } = receiver;
  const subject = host.name;
  const bound = (rule: string, load: number, limit: number, moves: number): void => {
    if (moves > 0 && exceeds(load, limit + ROUNDING)) violations.push({ rule, subject, message: `${load} is above ${limit}.` });
  };
  if (host.memory !== null) {
    const running = [...host.vms.filter((vm) => vm.state === 'running'), ...taken];
    const used = running.reduce((sum, vm) => sum + vm.memory, 0);
    bound('placement-memory', used, (host.memory - policy.host_memory_reserve_gib) * 1024, 1);
  }
  const facts = readHost(host, policy);
  for (const vm of taken) {
    for (const { switch: name } of vm.adapters) {
      if (name !== null && findSwitch(facts, name) === null) {
        violations.push({ rule: 'placement-switch', subject: vm.name, message: `${host.name} has no switch ${name}.` });
      }
    }
  }
  judgeSwitches(receiver, facts, taken, policy, purpose === 'maintenance', bound);
};

type Bound = (rule: string, load: number, limit: number, moves: number) => void;

const judgeSwitches = (
  receiver: Receiver,
  facts: HostFacts,
  taken: readonly Vm[],
  policy: Policy,
  passing: boolean,
  bound: Bound,
): void => {
  for (const on of facts.switches) {
    const name = on.vswitch.name;
    const more = taken.flatMap((vm) => vm.adapters.filter((adapter) => adapter.switch !== null && isSameName(adapter.switch, name)));
    const own = on.vmTraffic.map(({ adapter }) => adapter);
    // Planned moves pass: demand may share the uplinks, and no port is lost on top of them.
    const egress = passing ? 0 : addUp(more, sends);
    bound(
      'placement-egress',
      addUp(on.hostVnics, sends) + Math.min(addUp(own, sends), on.vswitch.coincidentEgress ?? Infinity) + egress,
      on.afterLoss,
      egress,
    );
    const floors = addUp(more, ({ floor }) => floor);
    bound('placement-floors', addUp([...on.hostVnics, ...own], ({ floor }) => floor) + floors, passing ? on.total : on.afterLoss, floors);
    const ingress = addUp(more, (adapter) => adapter.ingress);
    const ofOwn = Math.min(
      addUp(own, (adapter) => adapter.ingress),
      on.vswitch.coincidentIngress ?? Infinity,
    );
    const single = on.vswitch.loadBalancing === 'address-hash' && on.vswitch.teamMode === 'switch-independent';
    bound(
      'placement-ingress',
      addUp(on.hostVnics, (adapter) => adapter.ingress) + ofOwn + ingress,
      single ? on.slowest : on.total,
      ingress,
    );
    judgeQueues(receiver, on, ingress, policy, bound);
  }
};

const judgeQueues = ({ host, plan }: Receiver, on: SwitchFacts, ingress: number, policy: Policy, bound: Bound): void => {
  const queues = plan.offloads.queues.find((each) => isSameName(each.switch, on.vswitch.name));
  if (queues === undefined) return;
  const byFunction = (adapter: Adapter): boolean =>
    plan.offloads.virtualFunctions.assigned.some((each) => each.vm === adapter.vm && each.adapter === adapter.name);
  const received = [...on.hostVnics, ...on.vmTraffic.map(({ adapter }) => adapter)].filter((adapter) => !byFunction(adapter));
  const old = host.os === '2012r2' || host.os === '2016';
  const core = old ? policy.core_rate_to_2016_mbps : policy.core_rate_from_2019_mbps;
  bound('placement-queues', addUp(received, (adapter) => adapter.ingress) + ingress, (queues.usable + 1) * core, ingress);
};

/** What the tightest pool of a port hands out, one VPort and one queue pair kept for the port itself. */
const functionsOf = ({ vfLimit, vportLimit, queuePairLimit }: Nic): number =>
  Math.max(0, Math.min(vfLimit, (vportLimit ?? Infinity) - 1, (queuePairLimit ?? Infinity) - 1));

const judgeFunctions = ({ host, plan }: Receiver, taken: readonly Vm[], holders: ReadonlySet<string>, violations: Violation[]): void => {
  for (const { name, iovEnabled, teaming } of host.switches) {
    const needed = taken.flatMap((vm) =>
      vm.adapters.filter(
        (adapter) => adapter.switch !== null && isSameName(adapter.switch, name) && holders.has(`${vm.name}\n${adapter.name}`),
      ),
    ).length;
    let free = 0;
    for (const nic of host.nics) {
      // An LBFO team hides the functions of its ports.
      if (!iovEnabled || teaming === 'lbfo' || nic.switch === null || !isSameName(nic.switch, name)) continue;
      const used = plan.offloads.virtualFunctions.assigned.filter((each) => each.nic === nic.name).length;
      free += Math.max(0, functionsOf(nic) - used);
    }
    if (needed <= free) continue;
    violations.push({
      rule: 'placement-functions',
      subject: host.name,
      message: `${needed} virtual functions are needed on ${name}, ${free} are free.`,
    });
  }
};
