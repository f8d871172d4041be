/** Why a window is missed that no bandwidth would keep. */
import type { Policy } from '../model/policy.ts';
import type { WindowBound } from '../model/window-bound.ts';
import { drainTime } from './drain-time.ts';
import type { DrainOptions } from './migration-options.ts';

/** T of the most migrations at once on a line without limit: more of them are never slower there. */
const timeOnAnyLine = ({ set, excepted, options }: DrainOptions, stream: number, policy: Policy): number => {
  const count = options.reduce((most, { carrier }) => Math.max(most, carrier.count), 1);
  return drainTime(set, { yield: 1, stream, count }, Number.POSITIVE_INFINITY, excepted, policy).total;
};

/** Null where a faster path, or more of this one, would keep the window. SMB Direct copies as fast as its path, so only work bounds it. */
export const windowBoundOf = (drain: DrainOptions, policy: Policy): WindowBound | null => {
  if (timeOnAnyLine(drain, Number.POSITIVE_INFINITY, policy) > drain.window) return 'host-work';
  const isUnbound = drain.transports.some(
    ({ transport, stream }) => transport === 'smb-direct' || timeOnAnyLine(drain, stream, policy) <= drain.window,
  );
  return isUnbound ? null : 'migration-stream';
};
