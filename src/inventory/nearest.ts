/** The likeliest thing that a misspelled word was meant to be. */

const bare = (word: string): string => word.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/** Longer words are not compared: nobody misspells them, and the work grows with the square. */
const LONGEST_COMPARED = 64;

/** Insertions, deletions, substitutions and swaps of neighbours between two words; Infinity once there are more than `limit`. */
const distance = (a: string, b: string, limit: number): number => {
  if (Math.abs(a.length - b.length) > limit) return Number.POSITIVE_INFINITY;
  let before: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(substitution, swap, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    // A swap reaches back two rows: only when both are beyond the limit is everything that follows.
    if (Math.min(...row, ...previous) > limit) return Number.POSITIVE_INFINITY;
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
};

/**
 * The candidate nearest to a word: the same but for case and punctuation, else by few changes (a third of its length at
 * most), else the longest one that the word contains. null where nothing is near. Ties go to the first.
 */
export const nearest = (word: string, candidates: Iterable<string>): string | null => {
  const wanted = bare(word);
  if (wanted === '' || wanted.length > LONGEST_COMPARED) return null;
  let best: string | null = null;
  let limit = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  let contained: string | null = null;
  for (const candidate of candidates) {
    const key = bare(candidate);
    if (key === wanted) return candidate;
    const changes = distance(wanted, key, limit - 1);
    if (changes < limit) {
      best = candidate;
      limit = changes;
    }
    if (key !== '' && wanted.includes(key) && key.length > (contained ?? '').length) contained = candidate;
  }
  return best ?? contained;
};
