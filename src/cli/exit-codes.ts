/** What the exit code of `converge` says; scripts rely on it. */
export const EXIT_DONE = 0;
/** Done, but rows of the inventory were rejected. */
export const EXIT_REJECTED = 1;
/** Usage, or input that cannot be read: nothing was written. */
export const EXIT_USAGE = 2;
/** A host failed by our own fault; the rest is written. */
export const EXIT_FAILED = 3;
export const EXIT_INTERRUPTED = 130;

export type ExitCode = 0 | 1 | 2 | 3 | 130;
