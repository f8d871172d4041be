/**
 * Preloaded into every measured process (`node --import`): the clock starts before the first module of the program is
 * loaded and stops when the process has nothing left to do. The figures go to the file named in BENCH_FIGURES.
 */
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

export interface Figures {
  /** From the first statement to the end of the last write. */
  readonly seconds: number;
  /** Work of the bench itself inside the process before the clock started, which no figure may contain. */
  readonly preparation: number;
  readonly peakRssBytes: number;
}

let start = performance.now();
let preparation = 0;

/** Leaves what was done so far out of the figures. */
export const restartClock = (): void => {
  const now = performance.now();
  preparation += (now - start) / 1000;
  start = now;
};

const file = process.env['BENCH_FIGURES'];
// Worker threads inherit the preload; only the process as a whole is measured.
if (isMainThread && file !== undefined) {
  process.on('exit', () => {
    const seconds = (performance.now() - start) / 1000;
    // maxRSS covers all threads; Node reports kilobytes on every platform.
    const figures: Figures = { seconds, preparation, peakRssBytes: process.resourceUsage().maxRSS * 1024 };
    writeFileSync(file, JSON.stringify(figures));
  });
}
