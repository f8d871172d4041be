/** Emptying one host onto the others of its cluster: who goes where, and at what rate. */
import type { Adapter, Host, Vm } from '../model/host.ts';
import type { StayingVm, StepTime } from '../model/maintenance-study.ts';
import { nameKey } from '../model/name.ts';
import type { MigrationPlan, RuleOfThumbResult } from '../model/plan.ts';
import type { PlacementPlan } from '../model/placement.ts';
import type { Policy } from '../model/policy.ts';
import type { Transport } from '../model/transport.ts';
import { isDrained } from './blockers.ts';
import { type Carrier, copyVm, type DrainSet, drainSetOf, drainTime } from './drain-time.ts';
import { type DrainCase, drainCaseOf } from './drain-case.ts';
import { isRunning } from './flows.ts';
import { type MigrationRoute, pathRate, type TrafficPath } from './migration-path.ts';
import { type PlacementSolvers, placeVms } from './placement.ts';
import { demandOfAdapter, functionHolders, functionsLeft, type Taker } from './placement-problem.ts';

/** A member with the way on which it sends and receives VMs. */
export interface RollMember extends Taker {
  readonly drainCase: DrainCase;
}

export const rollMemberOf = (taker: Taker, policy: Policy): RollMember => ({ ...taker, drainCase: drainCaseOf(taker.host, policy) });

/** What one target can receive. Rates in Mbit/s. */
export interface Target {
  readonly host: string;
  /** Its share of the memory that moves. */
  readonly share: number;
  readonly pathRate: number;
  readonly total: number;
  /** What everybody on the path receives there at the demand of the inventory, the VMs that move in included. */
  readonly ingress: number;
}

/** One host ready to be emptied. */
export interface Departure {
  readonly host: string;
  readonly placement: PlacementPlan;
  readonly vms: readonly Vm[];
  readonly set: DrainSet;
  readonly carrier: Carrier;
  readonly migration: MigrationPlan;
  /** R of the path, and the demand of everybody else on it. */
  readonly total: number;
  readonly otherEgress: number;
  readonly direct: boolean;
  readonly targets: readonly Target[];
}

export interface StepCase {
  readonly member: RollMember;
  readonly staying: readonly StayingVm[];
  /** null: nothing leaves live, or there is no way. */
  readonly departure: Departure | null;
  /** VMs are to leave and there is no way for them. */
  readonly stuck: boolean;
  readonly placement: PlacementPlan;
  readonly asked: readonly Vm[];
  /** Adapters that hold a virtual function and find none free where they go. */
  readonly fallen: number;
}

/** A rate of nothing would last for ever; what is left to a receiver that is full is told as this, in Mbit/s. */
const LEAST_RATE = 1;

/** @throws SecondSolverNeeded as placeVms does */
export const stepCaseOf = (member: RollMember, others: readonly RollMember[], policy: Policy, solvers: PlacementSolvers): StepCase => {
  const { host, plan } = member;
  const drained = host.vms.filter((vm) => isDrained(vm, policy));
  const receivers = others.filter(({ drainCase }) => drainCase.route !== null);
  const holders = functionHolders(plan);
  const placement = placeVms(drained, receivers, holders, policy, solvers, 'maintenance');
  const hostOf = new Map(placement.places.map(({ vm, host: to }) => [vm, to]));
  const moved = drained.filter((vm) => hostOf.get(vm.name) !== null);
  const noRoom = placement.places.flatMap(({ vm, unplaced }): StayingVm[] =>
    unplaced === null ? [] : [{ vm, reason: 'no-room', lack: unplaced.lack }],
  );
  const blocked = plan.blockers
    .filter(({ reason }) => reason === 'not-migratable' || reason === 'below-priority')
    .map(({ vm, reason }): StayingVm => ({ vm, reason, lack: null }));
  const departure = departureOf(member, receivers, moved, hostOf, placement, policy);
  return {
    member,
    staying: [...blocked, ...noRoom],
    departure,
    stuck: moved.length > 0 && departure === null,
    placement,
    asked: drained,
    fallen: fallenOf(receivers, moved, hostOf, holders),
  };
};

const fallenOf = (
  receivers: readonly RollMember[],
  moved: readonly Vm[],
  hostOf: ReadonlyMap<string, string | null>,
  holders: ReadonlySet<string>,
): number => {
  if (holders.size === 0) return 0;
  let fallen = 0;
  for (const receiver of receivers) {
    const { host } = receiver;
    const asking = moved.flatMap((vm) =>
      hostOf.get(vm.name) === host.name ? vm.adapters.filter(({ name }) => holders.has(`${vm.name}\n${name}`)) : [],
    );
    for (const { name } of host.switches) {
      const key = nameKey(name);
      const uplinks = host.nics.filter((nic) => nic.switch !== null && nameKey(nic.switch) === key);
      const here = asking.filter((adapter) => adapter.switch !== null && nameKey(adapter.switch) === key).length;
      fallen += Math.max(0, here - functionsLeft(receiver, key, uplinks));
    }
  }
  return fallen;
};

const departureOf = (
  member: RollMember,
  receivers: readonly RollMember[],
  moved: readonly Vm[],
  hostOf: ReadonlyMap<string, string | null>,
  placement: PlacementPlan,
  policy: Policy,
): Departure | null => {
  const { host, plan, drainCase } = member;
  const { open } = drainCase;
  if (moved.length === 0 || open === null || plan.migration.kind !== 'chosen') return null;
  const migration = plan.migration.value;
  const option = open.options.options.find(({ by }) => by.transport === migration.option.transport);
  if (option === undefined) return null;
  const memory = moved.reduce((sum, vm) => sum + vm.memory, 0);
  const targets = receivers.flatMap((receiver): Target[] => {
    const here = moved.filter((vm) => hostOf.get(vm.name) === receiver.host.name);
    if (here.length === 0) return [];
    const share = memory > 0 ? here.reduce((sum, vm) => sum + vm.memory, 0) / memory : here.length / moved.length;
    return [targetOf(receiver, here, share, migration, policy)];
  });
  const { path } = open.route;
  return {
    host: host.name,
    placement,
    vms: moved,
    set: drainSetOf(moved, policy),
    carrier: { yield: option.carrier.yield, stream: option.carrier.stream, count: Math.min(migration.option.liveMigrations, moved.length) },
    migration,
    total: path.total,
    otherEgress: path.place.kind === 'direct' ? 0 : loadOn(host, path, [], demandOfAdapter, 'coincidentEgress'),
    direct: path.place.kind === 'direct',
    targets,
  };
};

const targetOf = (
  { host, drainCase }: RollMember,
  arriving: readonly Vm[],
  share: number,
  migration: MigrationPlan,
  policy: Policy,
): Target => {
  const { path } = drainCase.route as MigrationRoute;
  const pick = ({ ingress }: Adapter): number => ingress;
  return {
    host: host.name,
    share,
    pathRate: pathRate(host, path, carriedAs(migration.option.transport, path), policy),
    total: path.total,
    ingress:
      ownIngress(path) + (path.place.kind === 'direct' ? directLoad(host, path) : loadOn(host, path, arriving, pick, 'coincidentIngress')),
  };
};

/** SMB sets RDMA up with whoever has it, and sends through the host's own stack to whoever has not. */
const carriedAs = (transport: Transport, { rdma }: TrafficPath): Transport => (transport === 'smb-direct' && !rdma ? 'smb' : transport);

/** A path over storage or management vNICs receives migrations on top of their own traffic; a live-migration vNIC has none but migrations. */
const ownIngress = ({ adapters }: TrafficPath): number =>
  adapters.reduce((sum, { role, ingress }) => (role === 'live-migration' ? sum : sum + ingress), 0);

/** Sums over everybody on the switch of the path but the path's own adapters. */
const loadOn = (
  host: Host,
  path: TrafficPath,
  arriving: readonly Vm[],
  pick: (adapter: Adapter) => number,
  coincident: 'coincidentEgress' | 'coincidentIngress',
): number => {
  if (path.place.kind === 'direct') return 0;
  const { virtualSwitch } = path.place.on;
  const key = nameKey(virtualSwitch.name);
  const onSwitch = (adapter: Adapter): boolean => adapter.switch !== null && nameKey(adapter.switch) === key;
  const sum = (adapters: readonly Adapter[]): number => adapters.filter(onSwitch).reduce((total, adapter) => total + pick(adapter), 0);
  const own = sum(host.adapters.filter((adapter) => !path.adapters.includes(adapter)));
  const ofVms = sum(host.vms.filter(isRunning).flatMap((vm) => vm.adapters));
  return own + Math.min(ofVms, virtualSwitch[coincident] ?? Number.POSITIVE_INFINITY) + sum(arriving.flatMap((vm) => vm.adapters));
};

const directLoad = (host: Host, path: TrafficPath): number => {
  const names = new Set(path.nics.map(({ name }) => nameKey(name)));
  const others = host.adapters.filter(
    (adapter) => adapter.switch === null && names.has(nameKey(adapter.nic ?? '')) && !path.adapters.includes(adapter),
  );
  return others.reduce((sum, { ingress }) => sum + ingress, 0);
};

/** What a target has left to receive with, at a factor of its demand. */
export const receiveRate = ({ pathRate: most, total, ingress }: Target, factor: number): number =>
  Math.max(LEAST_RATE, Math.min(most, total - factor * ingress));

export type FactorOf = (host: string) => number;

export const USUAL: FactorOf = () => 1;

export interface Throughput {
  readonly rate: number;
  /** The target that receives most slowly where some target does not take all that is sent. */
  readonly limitedBy: string | null;
}

/** VMs go to one target after another, each at what the source sends and the target takes: rates average over the memory. */
export const throughputOf = ({ targets }: Departure, sent: number, factorOf: FactorOf): Throughput => {
  let time = 0;
  let slowest: { host: string; rate: number } | null = null;
  for (const target of targets) {
    const taken = receiveRate(target, factorOf(target.host));
    const rate = Math.max(LEAST_RATE, Math.min(sent, taken));
    time += target.share / rate;
    if (taken < sent && (slowest === null || taken < slowest.rate)) slowest = { host: target.host, rate: taken };
  }
  return { rate: time > 0 ? 1 / time : sent, limitedBy: slowest?.host ?? null };
};

const NONE_EXCEPTED = (count: number): Uint8Array => new Uint8Array(count);

export const timeAt = (departure: Departure, rate: number, policy: Policy, count = departure.carrier.count): StepTime => {
  const { set } = departure;
  const carrier = { ...departure.carrier, count: Math.min(count, departure.vms.length) };
  return { rate, minutes: drainTime(set, carrier, rate, NONE_EXCEPTED(departure.vms.length), policy).total / 60 };
};

export const timeSending = (departure: Departure, sent: number, factorOf: FactorOf, policy: Policy): StepTime =>
  timeAt(departure, throughputOf(departure, sent, factorOf).rate, policy);

/** A rule's cap and count on the same way, to the same targets. */
export const timeUnderRule = (departure: Departure, { cap, liveMigrations }: RuleOfThumbResult, policy: Policy): StepTime => {
  const sent = Math.min(cap ?? Number.POSITIVE_INFINITY, departure.migration.pathRate);
  return timeAt(departure, throughputOf(departure, sent, USUAL).rate, policy, liveMigrations);
};

/** What the source sends at a factor of its own demand: its guaranteed rate at least, its cap at most, between them what others leave. */
export const sentAt = ({ host, migration, total, otherEgress, direct }: Departure, factorOf: FactorOf): number => {
  if (direct) return migration.cap;
  return Math.min(migration.cap, Math.max(migration.guaranteed ?? LEAST_RATE, total - factorOf(host) * otherEgress));
};

/** Names of the VMs that leave more than a blackout to send at the end, at this rate. */
export const divergingAt = ({ vms, set, carrier }: Departure, rate: number, policy: Policy): readonly string[] => {
  const line = Math.min(rate * carrier.yield, carrier.count * carrier.stream);
  const each = Math.min(line / carrier.count, carrier.stream);
  return vms.flatMap((vm, index) =>
    copyVm(set.memory[index] as number, set.dirty[index] as number, each, policy).converges ? [] : [vm.name],
  );
};
