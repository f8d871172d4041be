/** The one line that says how far a run is. On a terminal only: a log file wants results. */

const UPDATE_MS = 100;
/** A terminal that does not know its width says 0. */
const DEFAULT_COLUMNS = 80;
const CLEAR_LINE = '\r\u001b[2K';

const clock = (seconds: number): string => {
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  return minutes === 0 ? `${whole} s` : `${minutes} min ${whole % 60} s`;
};

/** "310/1000 hosts, 480 hosts/s, 2 s left". */
export const progressLine = (done: number, total: number, elapsedMs: number, noun = 'hosts'): string => {
  const rate = elapsedMs > 0 ? (done / elapsedMs) * 1000 : 0;
  const left = rate > 0 ? `, ${clock((total - done) / rate)} left` : '';
  return `${done}/${total} ${noun}, ${Math.round(rate)} ${noun}/s${left}`;
};

export interface Progress {
  readonly show: (done: number, total: number) => void;
  readonly clear: () => void;
}

/** @param now a clock in milliseconds */
export const openProgress = (stream: NodeJS.WriteStream, now: () => number, noun = 'hosts'): Progress => {
  const started = now();
  let shown = Number.NEGATIVE_INFINITY;
  if (stream.isTTY !== true) return { show: () => {}, clear: () => {} };
  return {
    show: (done, total) => {
      const time = now();
      if (time - shown < UPDATE_MS) return;
      shown = time;
      // One column less than the terminal has: a full line would wrap, and only its last part would be cleared.
      const line = progressLine(done, total, time - started, noun).slice(0, (stream.columns || DEFAULT_COLUMNS) - 1);
      stream.write(`${CLEAR_LINE}${line}`);
    },
    clear: () => {
      if (shown !== Number.NEGATIVE_INFINITY) stream.write(CLEAR_LINE);
    },
  };
};
