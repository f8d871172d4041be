/**
 * Which adapters of a Hyper-V-port team hang on which member, and what that leaves of their promises.
 *
 * A share is formed among the ports of one member, so on member k an adapter of weight w gets C_k × w / W_k, where W_k
 * is the sum of the weights there and the default flow counts on every member, since its adapters are on all of them.
 * What Windows documents is that ports are placed round-robin as they connect; where the ports of a lost member land is
 * documented nowhere. What is called guaranteed here holds wherever they land: each survivor is taken to receive all of them.
 */
import type { Nic } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { Policy } from '../model/policy.ts';
import { isBelow } from '../units/rounding.ts';
import { failureGroupsOf, frameRate } from './capacity.ts';
import type { AdapterFlow } from './flows.ts';
import type { WeightedSwitch } from './plan-weights.ts';
import type { SwitchCase } from './switch-case.ts';

export interface PinnedFlow {
  readonly flow: AdapterFlow;
  readonly weight: number;
  /** Mbit/s wanted a unit of weight, at most what the weights promise: with every member, and after a loss. */
  readonly need: number;
  readonly needAfterLoss: number;
}

export interface PinningCase {
  readonly members: readonly Nic[];
  /** C_k. */
  readonly rates: readonly number[];
  /** Heaviest first; only the first `movable` are placed, the others stay where Windows puts them. */
  readonly flows: readonly PinnedFlow[];
  readonly movable: number;
  /** Member of each flow as Windows places it. */
  readonly today: readonly number[];
  readonly defaultWeight: number;
  /** Members lost together, by kind of failure (port, card, top-of-rack switch); kinds that do not split the whole team are left out. */
  readonly losses: readonly (readonly (readonly number[])[])[];
}

/** More are not placed: each further one is a smaller share of the team, and the search grows with every one. */
export const MOST_MOVABLE = 20;

/** Null where the members make no difference: no such team, no weights, or every promise holds on the fullest member. */
export const pinningCaseOf = (of: SwitchCase, weighted: WeightedSwitch | null, policy: Policy): PinningCase | null => {
  const { virtualSwitch, capacity } = of;
  const members = capacity.uplinks;
  if (weighted === null || virtualSwitch.teaming === 'none' || virtualSwitch.loadBalancing !== 'hyper-v-port' || members.length < 2)
    return null;
  const flows = pinnedFlows(of, weighted, policy);
  const sum = weighted.sum;
  const worst = sum / capacity.slowestMember;
  if (!flows.some(({ need, needAfterLoss }) => isBelow(1, Math.max(need, needAfterLoss) * worst))) return null;
  const placed = roundRobin(of, members);
  const at = (flow: PinnedFlow): number => placed.get(flow.flow) as number;
  return {
    members,
    rates: members.map(frameRate),
    flows,
    movable: Math.min(MOST_MOVABLE, flows.length),
    today: flows.map(at),
    defaultWeight: weighted.weights.at(-1) as number,
    losses: policy.survive_failure ? lossesOf(members) : [],
  };
};

const pinnedFlows = (of: SwitchCase, weighted: WeightedSwitch, policy: Policy): PinnedFlow[] => {
  const { total, afterLoss, fastestMember } = of.capacity;
  const wants = wantsOf(weighted, policy);
  const flows: PinnedFlow[] = [];
  for (const [index, flow] of weighted.flows.entries()) {
    const weight = weighted.weights[index] as number;
    if (flow.kind === 'default' || weight <= 0) continue;
    const promised = Math.min((total * weight) / weighted.sum, fastestMember);
    const promisedAfterLoss = Math.min((afterLoss * weight) / weighted.sum, fastestMember);
    const want = Math.min(Math.max(flow.adapter.floor, (wants[index] as number) * total), promised);
    flows.push({ flow, weight, need: want / weight, needAfterLoss: Math.min(flow.adapter.floor, promisedAfterLoss) / weight });
  }
  // Equal ones keep their order by name.
  return flows.sort((a, b) => b.weight - a.weight || b.need - a.need);
};

/** The largest share that a level of demand, or the drain, asks for each flow. */
const wantsOf = (weighted: WeightedSwitch, policy: Policy): Float64Array => {
  const wants = new Float64Array(weighted.flows.length);
  for (const [index, targets] of weighted.problem.levels.entries()) {
    // Floors are shares of what is left after a loss, and are counted there.
    if (policy.priorities[index]?.includes('floors')) continue;
    for (const { flow, share } of targets) wants[flow] = Math.max(wants[flow] as number, share);
  }
  return wants;
};

/** As ports connect: host vNICs by name, then VMs by name. An adapter that is mapped to a member already stays there. */
const roundRobin = (of: SwitchCase, members: readonly Nic[]): Map<AdapterFlow, number> => {
  const placed = new Map<AdapterFlow, number>();
  let turn = 0;
  for (const flow of [...of.traffic.hostFlows, ...of.traffic.vmFlows]) {
    const mapped = flow.adapter.nic;
    const member = mapped === null ? -1 : members.findIndex(({ name }) => nameKey(name) === nameKey(mapped));
    placed.set(flow, member >= 0 ? member : turn++ % members.length);
  }
  return placed;
};

/** A card that is known for some members only would make a family that does not add up; its ports fail one by one all the same. */
const lossesOf = (members: readonly Nic[]): number[][][] => {
  const groups = failureGroupsOf(members).filter(({ nics }) => nics.length < members.length);
  const families = (['port', 'device', 'fabric'] as const).map((kind) =>
    groups
      .filter((group) => group.kind === kind)
      .map(({ nics }) => nics.map((name) => members.findIndex((member) => member.name === name))),
  );
  return families.filter((family) => family.reduce((sum, lost) => sum + lost.length, 0) === members.length);
};
