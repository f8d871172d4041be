/** What keeps a window from being met at any bandwidth: the work of the host for each VM, or what one migration copies. */
export const WINDOW_BOUNDS = ['host-work', 'migration-stream'] as const;
export type WindowBound = (typeof WINDOW_BOUNDS)[number];
