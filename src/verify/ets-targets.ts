/** What the DCB classes of a switch are asked for at each level, under every reading that the rules allow. */
import { LEVELS, type Level } from '../model/levels.ts';
import { adapterLabel } from '../model/name.ts';
import type { Policy } from '../model/policy.ts';
import { demandOf, type SwitchFacts } from './host-facts.ts';

/** The drain as the classes of a switch see it; null where another path carries it. */
export interface EtsDrain {
  /** Mbit/s to be guaranteed; null where it follows from a choice that host and plan alone do not show. */
  readonly rate: number | null;
  /** SMB Direct keeps to the class of storage, every other transport to the default class. */
  readonly inSmbClass: boolean;
}

/** Points that the rules leave open: the judge accepts the plan under any of them, used for all levels alike. */
export interface EtsReading {
  /** A level that asks for anything asks for its own flows and those of all ranks before it in the policy's order, which share the class. */
  readonly cumulative: boolean;
  /** Virtual functions send through the same ports, past the switch but not past the classes. */
  readonly countsFunctions: boolean;
  /** VMs peak together, or at most as measured. */
  readonly coincident: boolean;
  /** A drain by another transport is asked of the default class, on top of its demand. */
  readonly drainInDefault: boolean;
}

export interface ClassTargets {
  /** Shares of the switch, by index of the level. */
  readonly smb: readonly number[];
  readonly rest: readonly number[];
}

const BOTH = [false, true] as const;

/** The plainest first, so that it is the one that is usually needed. */
export const ETS_READINGS: readonly EtsReading[] = BOTH.flatMap((drainInDefault) =>
  BOTH.flatMap((cumulative) =>
    BOTH.flatMap((countsFunctions) => [true, false].map((coincident) => ({ cumulative, countsFunctions, coincident, drainInDefault }))),
  ),
);

const at = (level: Level): number => LEVELS.indexOf(level);
const FLOORS = [at('host-floors'), at('vm-floors-1'), at('vm-floors-2'), at('vm-floors-3')] as const;
const DEMANDS = [at('host-demand'), at('vm-demand-1'), at('vm-demand-2'), at('vm-demand-3')] as const;
const DRAIN = at('drain');

/** Sums over the flows of one rank, 0 for the host and else the tier; backup has the rank of tier 3. */
interface RestSums {
  readonly floors: readonly number[];
  readonly ofHost: readonly number[];
  readonly ofVms: readonly number[];
  readonly most: number;
}

const sumRest = (facts: SwitchFacts, reading: EtsReading, served: ReadonlyMap<string, string>): RestSums => {
  const floors = [0, 0, 0, 0];
  const ofHost = [0, 0, 0, 0];
  const ofVms = [0, 0, 0, 0];
  const add = (sums: number[], rank: number, rate: number): void => {
    sums[rank] = (sums[rank] ?? 0) + rate;
  };
  for (const adapter of facts.hostVnics) {
    if (adapter.role !== 'management' && adapter.role !== 'backup') continue;
    add(floors, 0, adapter.floor);
    add(ofHost, adapter.role === 'backup' ? 3 : 0, demandOf(adapter, facts.ceiling));
  }
  for (const { adapter, tier } of facts.vmTraffic) {
    if (!reading.countsFunctions && served.has(adapterLabel(adapter.vm, adapter.name))) continue;
    add(floors, tier, adapter.floor);
    add(ofVms, tier, demandOf(adapter, facts.ceiling));
  }
  return { floors, ofHost, ofVms, most: reading.coincident ? (facts.vswitch.coincidentEgress ?? Infinity) : Infinity };
};

const storageSums = (facts: SwitchFacts): { floor: number; demand: number } => {
  let floor = 0;
  let demand = 0;
  for (const adapter of facts.hostVnics) {
    if (adapter.role !== 'storage') continue;
    floor += adapter.floor;
    demand += demandOf(adapter, facts.ceiling);
  }
  return { floor, demand };
};

/** Mbit/s that storage asks of the class it shares with SMB Direct. */
export const storageDemandOn = (facts: SwitchFacts): number => storageSums(facts).demand;

const total = (sums: readonly number[]): number => sums.reduce((sum, one) => sum + one, 0);

/** What the default class can be said to be asked for: with or without virtual functions, together or as measured. */
export const restDemandsOn = (facts: SwitchFacts, served: ReadonlyMap<string, string>): readonly number[] =>
  ETS_READINGS.map((reading) => {
    return demandOfRest(sumRest(facts, reading, served));
  });

const demandOfRest = ({ ofHost, ofVms, most }: RestSums): number => total(ofHost) + Math.min(total(ofVms), most);

const inOrder = (policy: Policy, levels: readonly number[]): readonly number[] =>
  [0, 1, 2, 3].sort((a, b) => policy.priorities.indexOf(nameOf(levels, a)) - policy.priorities.indexOf(nameOf(levels, b)));

const nameOf = (levels: readonly number[], rank: number): Level => LEVELS[levels[rank] ?? 0] ?? 'host-floors';

const setFloors = (rest: number[], policy: Policy, facts: SwitchFacts, sums: RestSums, cumulative: boolean): void => {
  let before = 0;
  for (const rank of inOrder(policy, FLOORS)) {
    const own = sums.floors[rank] ?? 0;
    before = cumulative ? before + own : own;
    if (own > 0) rest[FLOORS[rank] ?? 0] = before / facts.afterLoss;
  }
};

const setDemands = (rest: number[], policy: Policy, facts: SwitchFacts, sums: RestSums, cumulative: boolean): void => {
  let host = 0;
  let vms = 0;
  for (const rank of inOrder(policy, DEMANDS)) {
    const ofHost = sums.ofHost[rank] ?? 0;
    const ofVms = sums.ofVms[rank] ?? 0;
    host = cumulative ? host + ofHost : ofHost;
    vms = cumulative ? vms + ofVms : ofVms;
    // Asked for one by one, whatever is measured of all VMs together.
    if (ofHost + ofVms > 0) rest[DEMANDS[rank] ?? 0] = (host + Math.min(vms, sums.most)) / facts.total;
  }
};

export const classTargets = (
  facts: SwitchFacts,
  policy: Policy,
  reading: EtsReading,
  drain: EtsDrain | null,
  served: ReadonlyMap<string, string>,
): ClassTargets => {
  const smb = LEVELS.map(() => 0);
  const rest = LEVELS.map(() => 0);
  const storage = storageSums(facts);
  smb[FLOORS[0]] = storage.floor / facts.afterLoss;
  smb[DEMANDS[0]] = storage.demand / facts.total;
  const rate = drain?.rate ?? 0;
  const sums = sumRest(facts, reading, served);
  if (drain?.inSmbClass === true) smb[DRAIN] = (storage.demand + rate) / facts.total;
  else if (drain !== null && reading.drainInDefault) rest[DRAIN] = (demandOfRest(sums) + rate) / facts.total;
  setFloors(rest, policy, facts, sums, reading.cumulative);
  setDemands(rest, policy, facts, sums, reading.cumulative);
  return { smb, rest };
};

/** Attainment of a level by the percents of the two classes that are free to choose. */
export const etsAttainment = (targets: ClassTargets, level: number, smb: number, rest: number): number => {
  const asked = targets.smb[level] ?? 0;
  const askedOfRest = targets.rest[level] ?? 0;
  return Math.min(1, asked > 0 ? smb / 100 / asked : 1, askedOfRest > 0 ? rest / 100 / askedOfRest : 1);
};
