/** Runs one program in a fresh process and takes its figures. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Figures } from './clock.ts';

export interface Measured extends Figures {
  /** From the call that starts the process to its end, less what the bench itself prepared inside. */
  readonly processSeconds: number;
  readonly stdout: string;
}

const CLOCK = pathToFileURL(resolve('dist-bench/bench/clock.js')).href;

/** @throws Error when the program ends with anything but 0: a run that failed must not be timed. */
export const measure = (program: string, args: readonly string[]): Measured => {
  const folder = mkdtempSync(join(tmpdir(), 'converge-figures-'));
  const file = join(folder, 'figures.json');
  const start = performance.now();
  const run = spawnSync(process.execPath, ['--import', CLOCK, resolve(program), ...args], {
    encoding: 'utf8',
    env: { ...process.env, BENCH_FIGURES: file },
    maxBuffer: 2 ** 28,
  });
  const wall = (performance.now() - start) / 1000;
  if (run.status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${run.status ?? run.signal}:\n${run.stderr}${run.stdout}`);
  const figures = JSON.parse(readFileSync(file, 'utf8')) as Figures;
  rmSync(folder, { recursive: true });
  return { ...figures, processSeconds: wall - figures.preparation, stdout: run.stdout };
};

/** The middle value; of an even number of values the mean of the middle two. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  const lower = sorted[sorted.length % 2 === 1 ? middle : middle - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('A median needs at least one value.');
  return (upper + lower) / 2;
};
