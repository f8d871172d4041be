/** The known name that somebody most likely meant. */

/** Letters in the same case, and one kind of word separator: those slips cost nothing. */
const normalize = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_');

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment) between two short names. */
const editDistance = (a: string, b: string): number => {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, substitution, swap));
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
};

/** No known name is longer; what is longer is no slip of the pen, and the distance takes the product of the lengths. */
const LONGEST_NAME = 64;

/** @returns the nearest of `known`, the first of several; null where none is near enough to be meant */
export const nearestSpelling = (name: string, known: readonly string[]): string | null => {
  if (name.length > LONGEST_NAME) return null;
  const wanted = normalize(name);
  let nearest: string | null = null;
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(wanted, normalize(candidate));
    // A name of which nothing remains was not meant: two edits turn any two letters into any others.
    if (distance < least && distance < Math.max(wanted.length, 1)) {
      nearest = candidate;
      least = distance;
    }
  }
  return nearest;
};
