/** IovQueuePairsRequested: queue pairs for each function, so that a busy guest receives on more than one processor. */
import { nicModelOf, queuesPerVf } from '../catalog/nic-models.ts';
import type { Host, Nic } from '../model/host.ts';
import type { Policy } from '../model/policy.ts';
import { ceil } from '../units/rounding.ts';
import { coreRateOf } from './migration-path.ts';
import type { VfCandidate } from './vf-candidates.ts';

/** min(vcpus, ⌈ingress / core rate⌉), at least 1: a queue a processor, and no more processors than the traffic needs. */
const wantedPairs = ({ vm, adapter }: VfCandidate, coreRate: number): number =>
  Math.max(1, Math.min(vm.vcpus, ceil(adapter.ingress / coreRate)));

/**
 * Pairs of the functions on one port, in the order of `holders`: each has one, and what the pool holds beyond these, the pair of
 * the default VPort and the receive queues goes to the first ranks first.
 * @param queues of the port that adapters without a function hold
 */
export const queuePairsOn = (nic: Nic, holders: readonly VfCandidate[], queues: number, host: Host, policy: Policy): readonly number[] => {
  const coreRate = coreRateOf(host, policy);
  const fact = nicModelOf(nic.model);
  const limit = (fact === null ? null : queuesPerVf(fact, holders.length)) ?? Number.POSITIVE_INFINITY;
  let spare = nic.queuePairLimit === null ? Number.POSITIVE_INFINITY : Math.max(0, nic.queuePairLimit - 1 - holders.length - queues);
  const pairs = holders.map(() => 1);
  const order = holders.map((_, index) => index).sort((a, b) => (holders[a]?.rank ?? 0) - (holders[b]?.rank ?? 0) || a - b);
  for (const index of order) {
    const more = Math.max(0, Math.min(spare, Math.min(limit, wantedPairs(holders[index] as VfCandidate, coreRate)) - 1));
    pairs[index] = 1 + more;
    spare -= more;
  }
  return pairs;
};
