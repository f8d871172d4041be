/** What the DCB classes of a switch are asked for at each level, under every reading that the rules allow. */
import { LEVELS, type Level } from '../model/levels.ts';
import type { Adapter } from '../model/host.ts';
import { adapterLabel } from '../model/name.ts';
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
  /** A level that asks for anything asks for its own flows and those of all ranks before, which share the class. */
  readonly cumulative: boolean;
  /** Virtual functions send through the same ports, past the switch but not past the classes. */
  readonly countsFunctions: boolean;
  /** VMs peak together, or at most as measured. */
  readonly coincident: boolean;
  /** A drain by another transport is asked of the default class. */
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

/** Sums over the flows of one rank: 0 host vNICs, else the tier. */
interface RestSums {
  readonly floors: number[];
  readonly demands: number[];
  /** The rank asks for something, whatever is measured of all VMs together. */
  readonly asks: boolean[];
}

const isOfRest = (adapter: Adapter): boolean => adapter.role === 'management' || adapter.role === 'backup';

const sumRest = (facts: SwitchFacts, reading: EtsReading, served: ReadonlyMap<string, string>): RestSums => {
  const floors = [0, 0, 0, 0];
  const demands = [0, 0, 0, 0];
  let backup = 0;
  for (const adapter of facts.hostVnics) {
    if (!isOfRest(adapter)) continue;
    floors[0] = (floors[0] ?? 0) + adapter.floor;
    if (adapter.role === 'management') demands[0] = (demands[0] ?? 0) + demandOf(adapter, facts.ceiling);
    else backup += demandOf(adapter, facts.ceiling);
  }
  for (const { adapter, tier } of facts.vmTraffic) {
    if (!reading.countsFunctions && served.has(adapterLabel(adapter.vm, adapter.name))) continue;
    floors[tier] = (floors[tier] ?? 0) + adapter.floor;
    demands[tier] = (demands[tier] ?? 0) + demandOf(adapter, facts.ceiling);
  }
  const asks = demands.map((demand) => demand > 0);
  if (backup > 0) asks[3] = true;
  if (reading.coincident) limitTogether(demands, facts.vswitch.coincidentEgress ?? Infinity, reading.cumulative);
  demands[3] = (demands[3] ?? 0) + backup;
  return { floors, demands, asks };
};

/** VMs together send no more than was measured: at each tier, or over the tiers so far. */
const limitTogether = (demands: number[], most: number, cumulative: boolean): void => {
  let before = 0;
  for (let tier = 1; tier <= 3; tier += 1) {
    const limited = Math.min(demands[tier] ?? 0, cumulative ? Math.max(0, most - before) : most);
    demands[tier] = limited;
    before += limited;
  }
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

/** What the default class can be said to be asked for: with or without virtual functions, together or as measured. */
export const restDemandsOn = (facts: SwitchFacts, served: ReadonlyMap<string, string>): readonly number[] =>
  ETS_READINGS.map((reading) => {
    let demand = 0;
    for (const one of sumRest(facts, { ...reading, cumulative: true }, served).demands) demand += one;
    return demand;
  });

export const classTargets = (
  facts: SwitchFacts,
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
  if (drain === null || drain.inSmbClass) smb[DRAIN] = (storage.demand + rate) / facts.total;
  else if (reading.drainInDefault) rest[DRAIN] = rate / facts.total;
  const { floors, demands, asks } = sumRest(facts, reading, served);
  let floorsSoFar = 0;
  let demandsSoFar = 0;
  for (let rank = 0; rank <= 3; rank += 1) {
    const ownFloors = floors[rank] ?? 0;
    const ownDemands = demands[rank] ?? 0;
    floorsSoFar = reading.cumulative ? floorsSoFar + ownFloors : ownFloors;
    demandsSoFar = reading.cumulative ? demandsSoFar + ownDemands : ownDemands;
    if (ownFloors > 0) rest[FLOORS[rank] ?? 0] = floorsSoFar / facts.afterLoss;
    if (asks[rank] === true) rest[DEMANDS[rank] ?? 0] = demandsSoFar / facts.total;
  }
  return { smb, rest };
};

/** Attainment of a level by the percents of the two classes that are free to choose. */
export const etsAttainment = (targets: ClassTargets, level: number, smb: number, rest: number): number => {
  const asked = targets.smb[level] ?? 0;
  const askedOfRest = targets.rest[level] ?? 0;
  return Math.min(1, asked > 0 ? smb / 100 / asked : 1, askedOfRest > 0 ? rest / 100 / askedOfRest : 1);
};
