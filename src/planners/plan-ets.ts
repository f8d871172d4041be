/** The DCB classes of a host: one set of percents for all its switches under DCB, and what each switch attains with them. */
import { nameKey } from '../model/name.ts';
import type { LevelResult } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { ETS_CLASS_LABELS, ETS_CLASSES, type EtsClass, type EtsPlan, type PinningEntry } from '../model/topology-plan.ts';
import { mbps } from '../units/quantity.ts';
import { attainmentOf, ratioOf, type Target } from './apportion.ts';
import { CLUSTER, DEFAULT_CLASS, largestTarget, type MigrationClass, SMB_DIRECT, solveEts } from './ets.ts';
import { classOfRole, type EtsDrain, etsLevels, etsProblem, trafficOfClass } from './ets-traffic.ts';
import { isUnderDcb, type SwitchCase } from './switch-case.ts';

/** Priorities that Microsoft gives the classes; all others stay in the default class. */
const CLUSTER_PRIORITY = 7;
const SMB_DIRECT_PRIORITY = 3;

/** A migration and where it leaves; `on` null: not over a switch. */
export interface EtsMigration extends EtsDrain {
  readonly on: SwitchCase | null;
}

export interface EtsDivision {
  /** In order of `ETS_CLASSES`. */
  readonly percents: readonly number[];
  readonly migration: EtsMigration | null;
}

/** Null where DCB rules no switch of the host. */
export const planEts = (cases: readonly SwitchCase[], migration: EtsMigration | null, policy: Policy): EtsDivision | null => {
  const ruled = cases.filter(isUnderDcb);
  if (ruled.length === 0) return null;
  return { percents: solveEts(etsProblem(ruled, migration?.on ?? null, migration, policy)).percents, migration };
};

export interface EtsSwitch {
  readonly plan: EtsPlan;
  readonly levels: readonly LevelResult[];
  /** The class that migration runs in on this switch. */
  readonly migrating: MigrationClass;
}

export const etsSwitchOf = (of: SwitchCase, division: EtsDivision, policy: Policy): EtsSwitch => {
  const { percents } = division;
  const drain = division.migration?.on === of ? division.migration : null;
  const levels = etsLevels(of, drain, policy.priorities);
  const plan = {
    cluster: percents[CLUSTER] as number,
    smbDirect: percents[SMB_DIRECT] as number,
    defaultClass: percents[DEFAULT_CLASS] as number,
    clusterPriority: CLUSTER_PRIORITY,
    smbDirectPriority: SMB_DIRECT_PRIORITY,
    classes: percents.map((_, index) => classPlan(of, index, percents, levels)),
    teamMapping: teamMappingOf(of),
  };
  return { plan, levels: levelResults(levels, percents, policy), migrating: drain?.inClass ?? 'smb-direct' };
};

const classPlan = (of: SwitchCase, index: number, percents: readonly number[], levels: readonly (readonly Target[])[]): EtsClass => {
  const percent = percents[index] as number;
  const { capacity, virtualSwitch } = of;
  const name = ETS_CLASSES[index] as EtsClass['name'];
  const { floor, demand } = trafficOfClass(of, name);
  const rate = (capacity: number) => mbps((capacity * percent) / 100);
  const target = largestTarget(levels, index);
  return {
    name,
    percent,
    floor: mbps(floor),
    demand: mbps(demand),
    guaranteed: rate(capacity.total),
    guaranteedAfterLoss: rate(capacity.afterLoss),
    guaranteedWorstPinning: rate(virtualSwitch.loadBalancing === 'hyper-v-port' ? capacity.slowestMember : capacity.afterLoss),
    attainment: name === 'cluster' ? null : target > 0 ? attainmentOf([{ flow: index, share: target }], percents) : 1,
  };
};

const levelResults = (levels: readonly (readonly Target[])[], percents: readonly number[], policy: Policy): LevelResult[] =>
  levels.map((targets, index) => {
    const level = policy.priorities[index] as LevelResult['level'];
    const attainment = attainmentOf(targets, percents);
    if (attainment >= 1) return { level, attainment, worstFlow: null, binding: null };
    const worst = targets.reduce((chosen, target) => (ratioAt(target, percents) < ratioAt(chosen, percents) ? target : chosen));
    return { level, attainment, worstFlow: ETS_CLASS_LABELS[ETS_CLASSES[worst.flow] as EtsClass['name']], binding: 'uplink-capacity' };
  });

const ratioAt = ({ flow, share }: Target, percents: readonly number[]): number => ratioOf(percents[flow] as number, share);

/**
 * RDMA traffic of a host vNIC stays on one team member, and Windows picks any, so two SMB vNICs may meet on one port.
 * Those without a member today get the one that the fewest others use; ties go by name.
 */
const teamMappingOf = (of: SwitchCase): readonly PinningEntry[] => {
  const { uplinks } = of.capacity;
  if (of.virtualSwitch.teaming !== 'set' || uplinks.length < 2) return [];
  const vnics = of.traffic.hostFlows.map(({ adapter }) => adapter).filter(({ role }) => classOfRole(role, 'smb-direct') === 'smb-direct');
  const used = uplinks.map(({ name }) => vnics.filter(({ nic }) => nic !== null && nameKey(nic) === nameKey(name)).length);
  return vnics
    .filter(({ nic }) => nic === null)
    .map(({ name }) => {
      const member = used.indexOf(Math.min(...used));
      used[member] = (used[member] as number) + 1;
      return { vm: null, adapter: name, nic: (uplinks[member] as (typeof uplinks)[number]).name };
    });
};
