/** One host without a port, a card or a top-of-rack switch: what its weights still give, who is cut off, who falls back. */
import type { BrokenLevel, PartLoss } from '../model/failure-study.ts';
import type { FailureGroup } from '../model/failure-group.ts';
import type { Adapter, Host } from '../model/host.ts';
import { adapterLabel, nameKey } from '../model/name.ts';
import type { HostPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { secondsToMinutes } from '../units/quantity.ts';
import { worstOf } from './after-move.ts';
import { capacityOf, failureGroupsOf } from './capacity.ts';
import { isRunning } from './flows.ts';
import type { Taker } from './placement-problem.ts';
import { adaptersOf, type Carries, floorsBroken, levelsHeld, switchPlanOf, weightedSetOf } from './travelled-weights.ts';

/** Every port of the host, then every card and every top-of-rack switch with more than one of its ports. */
export const partsOf = (host: Host): readonly FailureGroup[] =>
  failureGroupsOf(host.nics).filter(({ kind, nics }) => kind === 'port' || nics.length > 1);

/** The host as it stands without the ports. A vNIC that is mapped to a lost port moves to another; a direct adapter is gone with its port. */
export const withoutPorts = (host: Host, lost: readonly string[]): Host => {
  const keys = new Set(lost.map(nameKey));
  const isLost = (nic: string | null): boolean => nic !== null && keys.has(nameKey(nic));
  const stays = (adapter: Adapter): Adapter[] => {
    if (!isLost(adapter.nic)) return [adapter];
    return adapter.switch === null ? [] : [{ ...adapter, nic: null }];
  };
  return { ...host, nics: host.nics.filter(({ name }) => !isLost(name)), adapters: host.adapters.flatMap(stays) };
};

/** After one loss nobody plans for the next, and no other layout of the ports that are left is sought. */
export const policyAfterLoss = (policy: Policy): Policy => ({ ...policy, survive_failure: false, max_layouts: 0 });

/** @param reduced the plan of the host without the ports, under `policyAfterLoss` */
export const partLossOf = ({ host, plan }: Taker, part: FailureGroup, rest: Host, reduced: HostPlan, policy: Policy): PartLoss => {
  const judged = host.switches.map(({ name }) => judgeSwitch(host, plan, rest, reduced, name, policy));
  const hit = host.switches.filter((on) =>
    host.nics.some((nic) => part.nics.includes(nic.name) && nameKey(nic.switch ?? '') === nameKey(on.name)),
  );
  const migration = reduced.migration.kind === 'chosen' ? reduced.migration.value : null;
  const guaranteed = migration?.drainGuaranteed ?? null;
  return {
    kind: part.kind === 'port' ? 'nic' : part.kind,
    host: host.name,
    name: part.name,
    capacityLeft: hit.length === 0 ? null : hit.reduce((sum, on) => sum + capacityOf(on, rest.nics, policy).total, 0),
    cutOff: cutOffBy(host, rest),
    broken: worstOf(
      judged.flatMap(({ broken }) => broken),
      policy,
    ),
    brokenFloors: judged.reduce((sum, { newlyBroken }) => sum + newlyBroken, 0),
    fallen: fallenBy(plan, reduced, part),
    drainGuaranteed: guaranteed === null ? null : secondsToMinutes(guaranteed),
    drainAtCap: migration === null ? null : secondsToMinutes(migration.drainAtCap),
    windowMet: migration?.windowMet ?? null,
  };
};

const switchesWithUplinks = ({ nics }: Host): ReadonlySet<string> =>
  new Set(nics.flatMap((nic) => (nic.switch === null ? [] : [nameKey(nic.switch)])));

/** Running VMs with an adapter on a switch that had an uplink and has none. */
const cutOffBy = (host: Host, rest: Host): PartLoss['cutOff'] => {
  const counts: [number, number, number] = [0, 0, 0];
  const had = switchesWithUplinks(host);
  const has = switchesWithUplinks(rest);
  const isCut = ({ switch: on }: Adapter): boolean => on !== null && had.has(nameKey(on)) && !has.has(nameKey(on));
  for (const vm of host.vms) if (isRunning(vm) && vm.adapters.some(isCut)) counts[vm.tier - 1] = (counts[vm.tier - 1] as number) + 1;
  return counts;
};

interface Judged {
  readonly broken: readonly BrokenLevel[];
  readonly newlyBroken: number;
}

/** Weights stay as they are set. Under DCB, where shares are those of classes, the levels of the plan with what is left are told. */
const judgeSwitch = (host: Host, plan: HostPlan, rest: Host, reduced: HostPlan, name: string, policy: Policy): Judged => {
  const planned = switchPlanOf(plan, name);
  const on = host.switches.find((each) => each.name === name);
  if (planned === undefined || on === undefined) return { broken: [], newlyBroken: 0 };
  const set = weightedSetOf(planned, adaptersOf(host));
  if (set === null) return judgeClasses(host.name, plan, reduced, name);
  const whole = capacityOf(on, host.nics, policy);
  const left = capacityOf(on, rest.nics, policy);
  // Floors hold after one loss: before it they are held against what any one loss leaves, after it against what this one left.
  const before: Carries = { total: whole.total, forFloors: whole.total, ceiling: whole.ceiling };
  const after: Carries = { total: left.total, forFloors: left.total, ceiling: left.ceiling };
  const held = levelsHeld(set, before);
  const brokenBefore = new Set(floorsBroken(set, before).map(({ flow }) => flow));
  return {
    broken: levelsHeld(set, after).flatMap((now, index): BrokenLevel[] =>
      now.attainment < 1 && now.attainment < (held[index]?.attainment ?? 1) - 1e-9
        ? [{ level: now.level, attainment: now.attainment, host: host.name, switch: name, flow: now.flow }]
        : [],
    ),
    newlyBroken: floorsBroken(set, after).filter(({ flow }) => !brokenBefore.has(flow)).length,
  };
};

const FLOOR_LEVELS = ['host-floors', 'vm-floors-1', 'vm-floors-2', 'vm-floors-3'];

const judgeClasses = (host: string, plan: HostPlan, reduced: HostPlan, name: string): Judged => {
  const before = new Map((switchPlanOf(plan, name)?.levels ?? []).map(({ level, attainment }) => [level, attainment]));
  const broken = (switchPlanOf(reduced, name)?.levels ?? []).flatMap(({ level, attainment, worstFlow }): BrokenLevel[] =>
    level !== 'drain' && attainment < 1 && attainment < (before.get(level) ?? 1) - 1e-9
      ? [{ level, attainment, host, switch: name, flow: worstFlow }]
      : [],
  );
  return { broken, newlyBroken: broken.filter(({ level }) => FLOOR_LEVELS.includes(level)).length };
};

/** The plan knows who falls back where a port or a card is lost; for the others it is whoever gets none of the functions that are left. */
const fallenBy = (plan: HostPlan, reduced: HostPlan, part: FailureGroup): readonly string[] => {
  const { assigned, fallbacks } = plan.offloads.virtualFunctions;
  if (part.kind !== 'fabric') return fallbacks.find(({ lost }) => lost.kind === part.kind && lost.name === part.name)?.adapters ?? [];
  const held = new Set(reduced.offloads.virtualFunctions.assigned.map(({ vm, adapter }) => `${vm}\n${adapter}`));
  return assigned.filter(({ vm, adapter }) => !held.has(`${vm}\n${adapter}`)).map(({ vm, adapter }) => adapterLabel(vm, adapter));
};
