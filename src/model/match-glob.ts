/**
 * Matches a name against a pattern of `*` (any characters) and `?` (one character), as Windows compares names.
 * Linear in time: after a mismatch only the last `*` can take one character more, so nothing is tried twice over.
 */
import { nameKey } from './name.ts';

export const matchesGlob = (glob: string, name: string): boolean => {
  const pattern = nameKey(glob);
  const text = nameKey(name);
  let at = 0;
  let star = -1;
  let starAt = 0;
  let position = 0;
  while (at < text.length) {
    const wanted = pattern[position];
    if (wanted === '*') {
      star = position;
      starAt = at;
      position += 1;
    } else if (wanted !== undefined && (wanted === '?' || wanted === text[at])) {
      position += 1;
      at += 1;
    } else if (star >= 0) {
      starAt += 1;
      at = starAt;
      position = star + 1;
    } else return false;
  }
  while (pattern[position] === '*') position += 1;
  return position === pattern.length;
};
