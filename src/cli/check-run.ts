/** `converge check`: every problem of an inventory, in full. */
import { openSpill } from '../inventory/read-inventory.ts';
import { readSlice, sortProblems } from '../inventory/read-slice.ts';
import { readStrays } from '../inventory/read-strays.ts';
import { scanAtOnce } from '../inventory/scan-inventory.ts';
import type { Problem } from '../model/problem.ts';
import { EXIT_DONE, EXIT_REJECTED, type ExitCode } from './exit-codes.ts';
import { stateProblems } from './state-problems.ts';

/** Hosts read at a time: none is kept. */
const CHUNK_HOSTS = 256;

interface Checked {
  readonly problems: readonly Problem[];
  readonly valid: number;
  readonly rejected: number;
}

/** @throws InventoryError where the inventory cannot be read at all */
export const runCheck = (folder: string, quiet: boolean): ExitCode => {
  const { problems, valid, rejected } = checkAll(folder);
  const told = quiet ? problems.filter(({ severity }) => severity === 'error') : problems;
  process.stderr.write(stateProblems(told, folder, null));
  if (!quiet) process.stdout.write(`${valid + rejected} hosts read = ${valid} valid + ${rejected} rejected\n`);
  return problems.some(({ severity }) => severity === 'error') ? EXIT_REJECTED : EXIT_DONE;
};

const checkAll = (folder: string): Checked => {
  const spill = openSpill();
  try {
    const map = scanAtOnce({ folder, chunkHosts: CHUNK_HOSTS, spillFolder: spill.folder });
    const problems = [...map.problems];
    let [valid, rejected] = [0, 0];
    for (let chunk = 0; chunk < map.chunks.length; chunk += 1) {
      const content = readSlice(map.slice(chunk));
      problems.push(...content.problems);
      valid += content.hosts.length;
      rejected += content.rejected.length;
    }
    for (const strays of readStrays(map)) problems.push(...strays.problems);
    return { problems: sortProblems(problems), valid, rejected };
  } finally {
    spill.remove();
  }
};
