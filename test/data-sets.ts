/**
 * Public data sets that are no part of the project. They stand beside it, or where CONVERGE_DATA says; tests of one that is
 * absent are skipped and say so.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = process.env.CONVERGE_DATA ?? fileURLToPath(new URL('../../shared/data', import.meta.url));

/** Folder of a data set; null where it is absent. */
export const dataSet = (name: string): string | null => {
  const folder = join(FOLDER, name);
  return existsSync(folder) ? folder : null;
};
