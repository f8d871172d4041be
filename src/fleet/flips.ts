/** What one draft of a host says otherwise than another. */
import type { FlipKind } from '../model/sensitivity.ts';
import type { PlanDraft } from '../planners/draft-plan.ts';
import type { WeightedSwitch } from '../planners/plan-weights.ts';
import type { SwitchPlan } from '../model/plan.ts';

/** A cap that moves by less is the same advice. */
const CAP_MOVES = 0.2;
/** Hundredths of the switch; Microsoft's own gaps between classes of weights are of this size. */
const WEIGHT_MOVES = 5;

export const flipsBetween = (base: PlanDraft, other: PlanDraft): readonly FlipKind[] => {
  const flips: FlipKind[] = [];
  if (base.status !== other.status) flips.push('status');
  flips.push(...migrationFlips(base, other));
  const differs = base.switches.some((on, index) => areWeightsOther(base, other, on, index));
  return differs ? [...flips, 'weights'] : flips;
};

const migrationFlips = ({ migration: base }: PlanDraft, { migration: other }: PlanDraft): readonly FlipKind[] => {
  if (base === null || other === null) return base === other ? [] : ['transport'];
  const flips: FlipKind[] = [];
  if (base.option.transport !== other.option.transport) flips.push('transport');
  if (base.option.liveMigrations !== other.option.liveMigrations) flips.push('live-migrations');
  if (base.option.storageMigrations !== other.option.storageMigrations) flips.push('storage-migrations');
  if (Math.abs(other.cap - base.cap) > CAP_MOVES * base.cap) flips.push('cap');
  return flips;
};

const areWeightsOther = (base: PlanDraft, other: PlanDraft, on: SwitchPlan, index: number): boolean => {
  const then = other.switches[index];
  if (then === undefined || then.layer !== on.layer) return true;
  if (on.ets !== null && then.ets !== null) {
    const [a, b] = [on.ets, then.ets];
    return Math.max(Math.abs(a.smbDirect - b.smbDirect), Math.abs(a.defaultClass - b.defaultClass)) > WEIGHT_MOVES;
  }
  const [before, after] = [base.weighted[index] ?? null, other.weighted[index] ?? null];
  if (before === null || after === null) return before !== after;
  return !haveSameWeights(before, after);
};

/** The same flows have weights of their own, and none moves by more than a class. */
const haveSameWeights = (a: WeightedSwitch, b: WeightedSwitch): boolean =>
  a.flows.length === b.flows.length &&
  a.flows.every((flow, index) => {
    const other = b.flows[index];
    if (other === undefined || other.kind !== flow.kind) return false;
    if (flow.kind !== 'default' && other.kind !== 'default' && !isSameAdapter(flow.adapter, other.adapter)) return false;
    return Math.abs((a.shares[index] as number) - (b.shares[index] as number)) <= WEIGHT_MOVES;
  });

interface Named {
  readonly vm: string | null;
  readonly name: string;
}

const isSameAdapter = (a: Named, b: Named): boolean => a.vm === b.vm && a.name === b.name;
