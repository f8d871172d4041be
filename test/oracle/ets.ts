/** DCB classes by trying every integer triple. All switches of a host share one set of percents, as Windows keeps it. */
import { LEVELS, type Level } from '../../src/model/levels.ts';
import type { Policy } from '../../src/model/policy.ts';
import { isBelow } from '../../src/units/rounding.ts';
import { demandOf, type SwitchView, sum } from './capacity.ts';

export interface EtsDrain {
  /** Mbit/s. */
  readonly rate: number;
  readonly bySmbDirect: boolean;
}

export interface EtsSwitch {
  readonly view: SwitchView;
  /** null: migrations take another way. */
  readonly drain: EtsDrain | null;
}

export interface EtsReference {
  readonly cluster: number;
  /** Every percent of SMB Direct that attains the optimum; the default class has the rest. */
  readonly smbDirect: readonly number[];
  /** The one of them that the left-overs lead to. */
  readonly chosen: number;
  /** Of each switch, in the order given. */
  readonly attainments: readonly Readonly<Record<Level, number>>[];
}

type Targets = Readonly<Record<Level, number>>;

const nothing = (): Record<Level, number> => Object.fromEntries(LEVELS.map((level) => [level, 0])) as Record<Level, number>;

const smbTargets = ({ view, drain }: EtsSwitch): Targets => {
  const storage = view.hostVnics.filter((adapter) => adapter.role === 'storage');
  const demand = sum(storage.map((adapter) => demandOf(view, adapter)));
  const targets = nothing();
  targets['host-floors'] = sum(storage.map((adapter) => adapter.floor)) / view.afterLoss;
  targets['host-demand'] = demand / view.r;
  if (drain?.bySmbDirect === true) targets.drain = (demand + drain.rate) / view.r;
  return targets;
};

const RANKS = [0, 1, 2, 3] as const;
const FLOOR_LEVELS: readonly Level[] = ['host-floors', 'vm-floors-1', 'vm-floors-2', 'vm-floors-3'];
const DEMAND_LEVELS: readonly Level[] = ['host-demand', 'vm-demand-1', 'vm-demand-2', 'vm-demand-3'];

/** What the VMs send together is at most what was measured of them together. */
const together = (view: SwitchView, host: number, vms: number): number => host + Math.min(vms, view.sw.coincidentEgress ?? Infinity);

/** A class has one percent, so a level asks for its own flows and those of the levels before it. */
const restTargets = ({ view, drain }: EtsSwitch, policy: Policy): Targets => {
  const targets = nothing();
  const management = view.hostVnics.filter((adapter) => adapter.role === 'management');
  const backup = view.hostVnics.filter((adapter) => adapter.role === 'backup');
  const ofTier = (rank: number) => view.vmAdapters.filter(({ vm }) => vm.tier === rank).map(({ adapter }) => adapter);
  const isBefore = (levels: readonly Level[], rank: number) => (other: number) =>
    policy.priorities.indexOf(levels[other] as Level) <= policy.priorities.indexOf(levels[rank] as Level);
  const floors = RANKS.map((rank) => sum((rank === 0 ? [...management, ...backup] : ofTier(rank)).map((adapter) => adapter.floor)));
  const hosts = [management, [], [], backup].map((adapters) => sum(adapters.map((adapter) => demandOf(view, adapter))));
  const vms = RANKS.map((rank) => (rank === 0 ? 0 : sum(ofTier(rank).map((adapter) => demandOf(view, adapter)))));
  for (const rank of RANKS) {
    const upToFloors = RANKS.filter(isBefore(FLOOR_LEVELS, rank));
    const upToDemands = RANKS.filter(isBefore(DEMAND_LEVELS, rank));
    const add = (sums: readonly number[], ranks: readonly number[]): number => sum(ranks.map((one) => sums[one] ?? 0));
    if ((floors[rank] ?? 0) > 0) targets[FLOOR_LEVELS[rank] as Level] = add(floors, upToFloors) / view.afterLoss;
    if ((hosts[rank] ?? 0) + (vms[rank] ?? 0) > 0) {
      targets[DEMAND_LEVELS[rank] as Level] = together(view, add(hosts, upToDemands), add(vms, upToDemands)) / view.r;
    }
  }
  if (drain?.bySmbDirect === false) targets.drain = (together(view, sum(hosts), sum(vms)) + drain.rate) / view.r;
  return targets;
};

const ratio = (percent: number, target: number): number => (target > 0 ? percent / (100 * target) : Infinity);

/** Unit by unit to the class that has least of its largest target; storage wins a tie, and a class without target waits. */
const spread = (low: number, high: number, most: { smb: number; rest: number }, room: number): number => {
  let smb = low;
  let rest = room - high;
  while (smb + rest < room) {
    if (most.smb > 0 && ratio(smb, most.smb) <= ratio(rest, most.rest)) smb += 1;
    else rest += 1;
  }
  return smb;
};

export const clusterPercent = (switches: readonly EtsSwitch[]): number =>
  switches.some(({ view }) => view.uplinks.some((nic) => nic.link <= 10_000)) ? 2 : 1;

export const referenceEts = (switches: readonly EtsSwitch[], policy: Policy): EtsReference => {
  const cluster = clusterPercent(switches);
  const room = 100 - cluster;
  const asked = switches.map((one) => ({ smb: smbTargets(one), rest: restTargets(one, policy) }));
  const attainedBy = (smb: number, of: readonly (typeof asked)[number][]): Record<Level, number> => {
    const attainments = nothing();
    for (const level of LEVELS) {
      const ratios = of.flatMap((one) => [ratio(smb, one.smb[level]), ratio(room - smb, one.rest[level])]);
      attainments[level] = Math.min(1, ...ratios);
    }
    return attainments;
  };
  const all = Array.from({ length: room - 1 }, (_, index) => index + 1);
  const attained = all.map((smb) => attainedBy(smb, asked));
  const compare = (a: number, b: number): number => {
    for (const level of policy.priorities) {
      const [left, right] = [attained[a - 1]?.[level] ?? 0, attained[b - 1]?.[level] ?? 0];
      if (isBelow(left, right)) return -1;
      if (isBelow(right, left)) return 1;
    }
    return 0;
  };
  const best = all.reduce((winner, one) => (compare(one, winner) > 0 ? one : winner));
  const smbDirect = all.filter((one) => compare(one, best) === 0);
  const largest = (of: (one: (typeof asked)[number]) => Targets): number => Math.max(...asked.flatMap((one) => Object.values(of(one))));
  const most = { smb: largest((one) => one.smb), rest: largest((one) => one.rest) };
  const chosen = spread(Math.min(...smbDirect), Math.max(...smbDirect), most, room);
  return { cluster, smbDirect, chosen, attainments: asked.map((one) => attainedBy(chosen, [one])) };
};
