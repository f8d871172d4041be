/** Presolve: the units that can matter to one question about an assignment. */
import { nameKey } from '../model/name.ts';
import type { VfProblem, VfUnit } from './vf-problem.ts';

const rankOf = (problem: VfProblem, candidate: number): number => problem.candidates[candidate]?.rank ?? 0;
const rateOf = (problem: VfProblem, candidate: number): number => problem.candidates[candidate]?.rate ?? 0;

/**
 * How many of `rank` can be served beside settled ranks? Later ranks only take room. Of adapters of one rank on one switch the smaller
 * fits wherever the larger does, so no more of them need to be looked at than can be served, the smallest. A rank that is settled at
 * none has nobody to serve.
 */
export const unitsForCount = (problem: VfProblem, units: readonly VfUnit[], counts: readonly number[], rank: number): VfUnit[] => {
  const slots = problem.uplinks.reduce((sum, uplink) => sum + uplink.slots, 0);
  const most = (of: number): number => (of === rank ? slots : (counts[of] as number));
  const left = new Map<string, number>();
  return bySize(problem, units).filter((unit) => {
    const ranks = unit.map((candidate) => rankOf(problem, candidate));
    if (Math.min(...ranks) > rank || ranks.some((of) => of < rank && counts[of] === 0)) return false;
    if (unit.length > 1) return true;
    const [of, candidate] = [ranks[0] as number, unit[0] as number];
    const key = `${of}/${nameKey(problem.candidates[candidate]?.adapter.switch ?? '')}`;
    const room = left.get(key) ?? most(of);
    left.set(key, room - 1);
    return room > 0;
  });
};

const bySize = (problem: VfProblem, units: readonly VfUnit[]): VfUnit[] =>
  [...units].sort((a, b) => rateOf(problem, a[0] as number) - rateOf(problem, b[0] as number) || (a[0] as number) - (b[0] as number));

/** How much can be offloaded with these counts? A rank of which none is served has nothing to offload. */
export const unitsForRate = (problem: VfProblem, units: readonly VfUnit[], counts: readonly number[]): readonly VfUnit[] =>
  units.filter((unit) => unit.every((candidate) => (counts[rankOf(problem, candidate)] as number) > 0));
