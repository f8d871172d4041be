/** Where a run goes when nobody says so. */
import { basename, join, resolve } from 'node:path';

const two = (value: number): string => String(value).padStart(2, '0');

/** reports/<YYYY-MM-DD>-<name of the inventory folder>, by the local date. */
export const defaultFolder = (inventory: string, today: Date): string => {
  const date = `${today.getFullYear()}-${two(today.getMonth() + 1)}-${two(today.getDate())}`;
  const name = basename(resolve(inventory));
  return join('reports', name === '' ? date : `${date}-${name}`);
};
