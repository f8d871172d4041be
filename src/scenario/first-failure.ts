/**
 * The first factor at which a host fails, in whole millionths. A host may fail at one factor and stand a larger one: what
 * grows can fall out of the list of adapters with a weight of their own, and its level with it. So bisection alone may miss
 * the first failure. What makes the search sound is the shape of a host, a list of counts: while the shape stays as it is,
 * more load only makes it harder to stand, and as long as the host stands, each count only falls as load grows.
 */

/** One factor, tried. */
export interface Trial {
  readonly stands: boolean;
  readonly shape: readonly number[];
}

/** Millionths of a factor. */
export type Ppm = number;
export const PPM = 1_000_000;

export type Try = (factor: Ppm) => Trial;

/** Remembers what was tried: the search asks for ends of intervals again. */
export const rememberTrials = (attempt: Try): Try => {
  const known = new Map<Ppm, Trial>();
  return (factor) => {
    const before = known.get(factor);
    if (before !== undefined) return before;
    const trial = attempt(factor);
    known.set(factor, trial);
    return trial;
  };
};

/**
 * The least factor in (low, high] that fails, so that the one before it stands and all below do; null where none fails.
 * @param low a factor that stands
 */
export const firstFailure = (attempt: Try, low: Ppm, high: Ppm): Ppm | null => {
  if (attempt(high).stands) return failureBetween(attempt, low, high);
  const [last, failing] = bisect(attempt, low, high);
  return failureBetween(attempt, low, last) ?? failing;
};

/** Neighbours of which the first stands and the second does not. */
const bisect = (attempt: Try, low: Ppm, high: Ppm): readonly [Ppm, Ppm] => {
  let [last, failing] = [low, high];
  while (failing - last > 1) {
    const middle = Math.floor((last + failing) / 2);
    if (attempt(middle).stands) last = middle;
    else failing = middle;
  }
  return [last, failing];
};

/** A failure between two factors that both stand: only where the shape changes on the way. */
const failureBetween = (attempt: Try, low: Ppm, high: Ppm): Ppm | null => {
  if (high - low <= 1 || isSameShape(attempt(low).shape, attempt(high).shape)) return null;
  const middle = Math.floor((low + high) / 2);
  if (!attempt(middle).stands) return firstFailure(attempt, low, middle);
  return failureBetween(attempt, low, middle) ?? failureBetween(attempt, middle, high);
};

const isSameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((count, index) => count === b[index]);
