/** Presolve: an uplink cannot be filled further than the largest sum of rates that fits it. */
import { RATE_TOLERANCE, type VfProblem } from './vf-problem.ts';

/** Rates of an inventory have few decimals; as whole thousandths their sums are exact. */
const PARTS = 1000;
/** Where rates share no step, almost every sum can be reached, and nothing would be gained by listing them. */
const MOST_SUMS = 20_000;

const divisorOf = (a: number, b: number): number => {
  let [larger, smaller] = [a, b];
  while (smaller > 0) [larger, smaller] = [smaller, larger % smaller];
  return larger;
};

/** Per candidate its rate in thousandths; null where one has more decimals. */
const partsOf = (problem: VfProblem): number[] | null => {
  const parts = problem.candidates.map(({ rate }) => Math.round(rate * PARTS));
  return problem.candidates.every(({ rate }, index) => Math.abs(rate * PARTS - (parts[index] as number)) < 1e-6) ? parts : null;
};

/** The largest sum of the numbers, each used once, that is at most the limit; null where listing all sums would take too long. */
const largestSum = (numbers: readonly number[], limit: number): number | null => {
  const step = numbers.reduce(divisorOf, 0);
  if (step === 0) return 0;
  const most = Math.floor(limit / step);
  if (most > MOST_SUMS) return null;
  const reached = new Uint8Array(most + 1);
  reached[0] = 1;
  for (const number of numbers) {
    const size = number / step;
    for (let sum = most; sum >= size; sum--) if (reached[sum - size] === 1) reached[sum] = 1;
  }
  return reached.lastIndexOf(1) * step;
};

/** The same problem, with no room on any uplink that its candidates cannot use. */
export const tightenRooms = (problem: VfProblem): VfProblem => {
  const parts = partsOf(problem);
  if (parts === null) return problem;
  const uplinks = problem.uplinks.map((uplink, index) => {
    const numbers = parts.filter((_, candidate) => problem.options[candidate]?.includes(index));
    const sum = largestSum(numbers, Math.floor((uplink.rate + RATE_TOLERANCE) * PARTS));
    return sum === null ? uplink : { ...uplink, rate: Math.min(uplink.rate, sum / PARTS) };
  });
  return { ...problem, uplinks };
};
