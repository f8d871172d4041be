/**
 * Does a mapping of adapters to team members do what is claimed? Every adapter is put where the mapping says, every single
 * failure is tried, and each adapter is looked at on every member where it may land.
 */
import type { Nic } from '../model/host.ts';
import type { Violation } from '../model/outcome.ts';
import type { SwitchPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { PinningPlan } from '../model/topology-plan.ts';
import { isSameName, type SwitchFacts } from './host-facts.ts';
import type { JudgedFlow } from './judged-flow.ts';
import { DRAIN, type DrainShare, isOnPath } from './targets.ts';
import { exceeds } from './tolerance.ts';

/** Floors are shares of what a loss leaves; the other levels are shares of the whole. */
const DEMAND_LEVELS = [3, 4, DRAIN, 7, 8];

/** What one adapter is promised and wants, Mbit/s. */
interface Wish {
  readonly flow: JudgedFlow;
  readonly want: number;
  readonly floorAfterLoss: number;
}

interface Team {
  readonly facts: SwitchFacts;
  readonly defaultWeight: number;
  readonly wishes: readonly Wish[];
  readonly losses: readonly (readonly number[])[];
}

/** Where the target of the drain is not known here, its vNICs want something between nothing (`most` false) and all of their share. */
const wishesOf = (facts: SwitchFacts, flows: readonly JudgedFlow[], sum: number, drain: DrainShare | null, most: boolean): Wish[] =>
  flows.flatMap((flow): Wish[] => {
    if (flow.adapter === null || flow.weight <= 0) return [];
    const share = flow.weight / sum;
    const promised = Math.min(facts.total * share, facts.fastest);
    const promisedAfterLoss = Math.min(facts.afterLoss * share, facts.fastest);
    let target = 0;
    for (const level of DEMAND_LEVELS) target = Math.max(target, flow.targets[level] ?? 0);
    const isOpen = drain !== null && drain.rate === null && isOnPath(flow, drain);
    const wanted = isOpen && most ? promised : Math.max(flow.floor, target * facts.total);
    return [{ flow, want: Math.min(wanted, promised), floorAfterLoss: Math.min(flow.floor, promisedAfterLoss) }];
  });

/** Members that fail together and are not the whole team; cards and top-of-rack switches only where they part all of it. */
const lossesOf = ({ uplinks }: SwitchFacts): number[][] => {
  const losses = uplinks.map((_, member) => [member]);
  for (const kind of ['device', 'fabric'] as const) {
    const groups: number[][] = [];
    for (const [member, nic] of uplinks.entries()) {
      const name = nic[kind];
      if (name === null) continue;
      const known = groups.find((group) => isSameName((uplinks[group[0] as number] as Nic)[kind] as string, name));
      if (known === undefined) groups.push([member]);
      else known.push(member);
    }
    const parting = groups.filter((group) => group.length < uplinks.length);
    if (parting.reduce((count, group) => count + group.length, 0) === uplinks.length) losses.push(...parting);
  }
  return losses;
};

/** Share that the worst adapter has of what it wants, at most 1, where each lies on the member that `at` says. */
const worstShare = ({ facts, defaultWeight, wishes, losses }: Team, at: readonly number[]): number => {
  const members = facts.uplinks.length;
  const lying = new Float64Array(members);
  for (let index = 0; index < wishes.length; index += 1) {
    const home = at[index] as number;
    lying[home] = (lying[home] as number) + (wishes[index] as Wish).flow.weight;
  }
  let worst = 1;
  // What is lost may land on any member that is left, all of it on one.
  const look = ({ flow }: Wish, member: number, landing: number, want: number): void => {
    const share = flow.weight / (defaultWeight + (lying[member] as number) + landing);
    worst = Math.min(worst, ((facts.capacities[member] as number) * share) / want);
  };
  for (let index = 0; index < wishes.length; index += 1) {
    const wish = wishes[index] as Wish;
    if (wish.want > 0) look(wish, at[index] as number, 0, wish.want);
  }
  for (const lost of losses) {
    let landing = 0;
    for (const member of lost) landing += lying[member] as number;
    for (let index = 0; index < wishes.length; index += 1) {
      const wish = wishes[index] as Wish;
      if (wish.floorAfterLoss <= 0) continue;
      const home = at[index] as number;
      if (!lost.includes(home)) look(wish, home, landing, wish.floorAfterLoss);
      else for (let member = 0; member < members; member += 1) if (!lost.includes(member)) look(wish, member, landing, wish.floorAfterLoss);
    }
  }
  return worst;
};

/** As Windows places ports that connect by name: host vNICs, then VMs; what is mapped today stays where it is. */
const placesToday = (facts: SwitchFacts, wishes: readonly Wish[]): number[] => {
  const places = new Map<JudgedFlow['adapter'], number>();
  let turn = 0;
  for (const adapter of [...facts.hostVnics, ...facts.vmTraffic.map((one) => one.adapter)]) {
    const { nic } = adapter;
    const mapped = nic === null ? -1 : facts.uplinks.findIndex((one) => isSameName(one.name, nic));
    places.set(adapter, mapped >= 0 ? mapped : turn++ % facts.uplinks.length);
  }
  return wishes.map(({ flow }) => places.get(flow.adapter) as number);
};

/** The member of each adapter as the mapping has it; null where the mapping is not one. */
const placesMapped = (plan: PinningPlan, team: Team, today: readonly number[], violations: Violation[]): readonly number[] | null => {
  const { facts, wishes } = team;
  const places = [...today];
  const mapped = new Set<number>();
  for (const { vm, adapter, nic } of plan.mapping) {
    const index = wishes.findIndex(({ flow }) => flow.adapter?.vm === vm && flow.adapter.name === adapter);
    const member = facts.uplinks.findIndex((one) => one.name === nic);
    if (index < 0 || member < 0 || mapped.has(index)) {
      const message = `${vm ?? 'The host'}/${adapter} cannot be mapped to ${nic}, or is mapped twice.`;
      violations.push({ rule: 'pinning-mapping', subject: plan.switch, message });
      return null;
    }
    mapped.add(index);
    places[index] = member;
  }
  if (mapped.size + plan.leftAside !== wishes.length) {
    const message = `${mapped.size} adapters are mapped and ${plan.leftAside} left aside, of ${wishes.length}.`;
    violations.push({ rule: 'pinning-mapping', subject: plan.switch, message });
    return null;
  }
  return places;
};

/** @param flows of the switch, with their targets; @param sum the weights that share it */
export const judgePinning = (
  policy: Policy,
  facts: SwitchFacts,
  plan: SwitchPlan,
  pinning: readonly PinningPlan[],
  flows: readonly JudgedFlow[],
  sum: number,
  drain: DrainShare | null,
  violations: Violation[],
): void => {
  const own = pinning.filter((one) => isSameName(one.switch, plan.switch));
  if (own.length === 0) return;
  const isPinned = facts.vswitch.teaming !== 'none' && facts.vswitch.loadBalancing === 'hyper-v-port' && facts.uplinks.length > 1;
  if (!isPinned || own.length > 1) {
    violations.push({ rule: 'pinning-team', subject: plan.switch, message: 'Members make no difference here, or are mapped twice.' });
    return;
  }
  const defaultWeight = flows.find((flow) => flow.adapter === null)?.weight ?? 0;
  const losses = policy.survive_failure ? lossesOf(facts) : [];
  const most: Team = { facts, defaultWeight, losses, wishes: wishesOf(facts, flows, sum, drain, true) };
  const least = drain?.rate === null ? { ...most, wishes: wishesOf(facts, flows, sum, drain, false) } : most;
  for (const one of own) judgeMapping(policy, one, [most, least], violations);
};

/** Between the most and the least that the adapters may want the claims must lie; mostly the two are one. */
const judgeMapping = (policy: Policy, plan: PinningPlan, [most, least]: readonly [Team, Team], violations: Violation[]): void => {
  const today = placesToday(most.facts, most.wishes);
  const places = placesMapped(plan, most, today, violations);
  if (places === null) return;
  const expect = (rule: string, stated: number, at: readonly number[]): void => {
    const low = worstShare(most, at);
    const high = least === most ? low : worstShare(least, at);
    if (!exceeds(low, stated) && !exceeds(stated, high)) return;
    violations.push({ rule, subject: plan.switch, message: `The worst share is ${low} to ${high}, the plan states ${stated}.` });
  };
  expect('pinning-before', plan.worstBefore, today);
  expect('pinning-after', plan.worstAfter, places);
  if (exceeds(policy.min_gain, plan.worstAfter - plan.worstBefore)) {
    violations.push({ rule: 'pinning-gain', subject: plan.switch, message: 'The mapping gains less than counts.' });
  }
  if (plan.gap < 0 || exceeds(plan.worstAfter + plan.gap, 1)) {
    violations.push({ rule: 'pinning-gap', subject: plan.switch, message: `A gap of ${plan.gap} promises more than everything.` });
  }
};
