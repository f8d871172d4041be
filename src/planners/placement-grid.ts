/** Rooms rounded down to what whole needs can fill: memory comes in steps, and a remainder below the step holds nobody. */
import { FIT_TOLERANCE, type PlacementProblem } from './placement-problem.ts';

/** Beyond this a number of the inventory is no count of steps. */
const LARGEST_WHOLE = 1e9;

const divisorOf = (a: number, b: number): number => (b === 0 ? a : divisorOf(b, a % b));

/** The largest step of which every need of the resource is a multiple; 0 where a need is no whole number. */
const stepOf = (problem: PlacementProblem, resource: number): number => {
  let step = 0;
  for (const needs of problem.needs) {
    const need = needs[resource] as number;
    if (!Number.isInteger(need) || need > LARGEST_WHOLE) return 0;
    step = divisorOf(need, step);
  }
  return step;
};

/** The same placements fit into both problems; a relaxation of the tightened one is never worse, and has fewer limits to look at. */
export const tightenRooms = (problem: PlacementProblem): PlacementProblem => {
  const steps = problem.resources.map((_, resource) => stepOf(problem, resource));
  const sums = problem.resources.map((_, resource) => problem.needs.reduce((sum, needs) => sum + (needs[resource] as number), 0));
  return {
    ...problem,
    room: problem.room.map((room) =>
      room.map((limit, resource) => {
        // Who has room for everybody together limits nobody.
        if (limit >= (sums[resource] as number)) return Number.POSITIVE_INFINITY;
        const step = steps[resource] as number;
        return step <= 0 || limit <= 0 || limit === Number.POSITIVE_INFINITY ? limit : Math.floor((limit + FIT_TOLERANCE) / step) * step;
      }),
    ),
  };
};
