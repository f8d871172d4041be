/** The nine service levels of a switch, in the order in which the plan gives way last to first. */
export const LEVELS = [
  'host-floors',
  'vm-floors-1',
  'vm-floors-2',
  'host-demand',
  'vm-demand-1',
  'drain',
  'vm-floors-3',
  'vm-demand-2',
  'vm-demand-3',
] as const;
export type Level = (typeof LEVELS)[number];

/** A host that misses one of these is short; one that misses only later levels is pressed. */
export const SHORT_LEVELS: readonly Level[] = LEVELS.slice(0, 6);

/** short: a level of SHORT_LEVELS is missed; pressed: only later ones are; ok otherwise. */
export type HostStatus = 'ok' | 'pressed' | 'short';
