/** Names for what a scenario adds: the number at the end counts on until the name is free. */
import { nameKey } from '../model/name.ts';

const LONGEST_NAME = 256;
const LONGEST_NUMBER = 9;

/**
 * `NIC1` → `NIC2`, `hv-09` → `hv-10`, `Backup` → `Backup 2`: the next free ones, in order.
 * @param taken keys of the names in use
 */
export const newNames = (like: string, count: number, taken: ReadonlySet<string>): readonly string[] => {
  const [, stem = '', digits = ''] = /^(.*?)(\d{0,9})$/s.exec(like.slice(0, LONGEST_NAME - LONGEST_NUMBER - 1)) ?? [];
  const start = digits === '' ? `${stem} ` : stem;
  const width = digits === '' ? 1 : digits.length;
  const names: string[] = [];
  for (let number = digits === '' ? 2 : Number(digits) + 1; names.length < count; number += 1) {
    const name = `${start}${String(number).padStart(width, '0')}`;
    if (!taken.has(nameKey(name))) names.push(name);
  }
  return names;
};
