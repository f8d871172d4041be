/** Which pool, link share or team keeps a candidate without a function, once the others have theirs. */
import { nameKey } from '../model/name.ts';
import type { VfRefusal } from '../model/offload-plan.ts';
import { hasRoom, packingOf, type Packing } from './vf-pack.ts';
import { NOT_SERVED, type Placement, type VfProblem, type VfUnit } from './vf-problem.ts';

export interface VfUnserved {
  readonly candidate: number;
  readonly because: VfRefusal;
  readonly binding: string;
}

/** One entry for each candidate without a function, in order. */
export const unservedOf = (problem: VfProblem, placement: Placement): VfUnserved[] => {
  const packing = packingOf(problem, placement);
  return problem.units
    .filter((unit) => placement[unit[0] as number] === NOT_SERVED)
    .flatMap((unit) => unit.map((candidate) => reasonOf(packing, unit, candidate)))
    .sort((a, b) => a.candidate - b.candidate);
};

const reasonOf = (packing: Packing, unit: VfUnit, candidate: number): VfUnserved => {
  const { problem, slotsLeft } = packing;
  const key = nameKey(problem.candidates[candidate]?.adapter.switch ?? '');
  const uplinks = problem.uplinks.map((_, index) => index).filter((index) => problem.uplinks[index]?.switch === key);
  if (uplinks.some((uplink) => hasRoom(packing, problem.candidates[candidate]?.rate ?? 0, uplink))) {
    // It would fit alone, so a teammate does not, or both want the one uplink that is left.
    const mate = unit.find((other) => other !== candidate) ?? candidate;
    return { candidate, because: 'guest-team-uplinks', binding: `guest-team:${problem.candidates[mate]?.adapter.name ?? ''}` };
  }
  const withSlots = uplinks.filter((uplink) => (slotsLeft[uplink] as number) > 0);
  if (withSlots.length === 0) return { candidate, because: 'vf-pool-exhausted', binding: tightestPool(problem, uplinks) };
  const widest = withSlots.reduce((best, uplink) =>
    (packing.rateLeft[uplink] as number) > (packing.rateLeft[best] as number) ? uplink : best,
  );
  return { candidate, because: 'vf-link-share', binding: `vf-link-share:${problem.uplinks[widest]?.nic.name ?? ''}` };
};

/** The pool of the port with the fewest functions; a switch without ports has none to name. */
const tightestPool = (problem: VfProblem, uplinks: readonly number[]): string => {
  const pools = uplinks.flatMap((uplink) => problem.uplinks[uplink] ?? []);
  const [first] = [...pools].sort((a, b) => a.slots - b.slots);
  return first?.pool ?? 'uplinks';
};
