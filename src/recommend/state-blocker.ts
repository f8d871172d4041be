/** Why a drain leaves a VM behind, and the cheapest way to take it along after all. */
import type { BlockerReason, Blocker } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { StatedBlocker } from '../model/outcome.ts';
import { formatMbps, formatMegabytesPerSecond } from '../units/format-quantity.ts';
import { bytesPerSecondToMbps, megabytesToBytesPerSecond } from '../units/quantity.ts';

type Remedy = (blocker: Blocker, policy: Policy) => string;

const REMEDIES: { readonly [Reason in BlockerReason]: Remedy } = {
  'not-running': () => 'Nothing to move live: it moves with its cluster role, without copying memory.',
  'not-migratable': () =>
    'Detach what ties it to this host (pass-through disk, assigned device, ISO or VHD on a local path), or shut it down for the move.',
  'below-priority': (_, policy) =>
    `Raise its cluster priority to ${policy.drain_min_priority} or more, or accept that the drain saves it instead of moving it.`,
  'does-not-converge': ({ required, dirtyRate }) => {
    const dirty = formatMegabytesPerSecond(dirtyRate);
    const offPeak = `or drain when it writes less than its ${dirty} today (${formatMbps(bytesPerSecondToMbps(megabytesToBytesPerSecond(dirtyRate)))})`;
    return required === null
      ? `No bandwidth is enough, since one migration copies no faster here: shut it down for the move, give the path ports with RDMA, ${offPeak}.`
      : `It would converge alone at ${formatMbps(required)}: give migration that bandwidth, ${offPeak}.`;
  },
};

/** Puts a blocker into words; the same blocker and policy give the same words. */
export const stateBlocker = (blocker: Blocker, policy: Policy): StatedBlocker => ({
  vm: blocker.vm,
  reason: blocker.reason,
  memory: blocker.memory,
  dirtyRate: blocker.dirtyRate,
  blackout: blocker.blackout,
  required: blocker.required,
  remedy: REMEDIES[blocker.reason](blocker, policy),
});
