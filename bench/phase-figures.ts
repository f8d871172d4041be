/** Seconds of each phase of a run, measured one after the other in one process. */
export const PHASES = ['read', 'plan', 'verify', 'render'] as const;
export type Phase = (typeof PHASES)[number];
export type PhaseFigures = Readonly<Record<Phase, number>>;
