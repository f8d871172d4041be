/** The policy values without a source that a plan rests on. A value that the user has set is his, not an assumption. */
import type { Host, Vm } from '../model/host.ts';
import { isAssumption, POLICY_KEYS, POLICY_TABLE, type Policy, type PolicyKey } from '../model/policy.ts';
import type { Transport } from '../model/plan.ts';

const ASSUMPTIONS: readonly PolicyKey[] = POLICY_KEYS.filter(isAssumption);

/**
 * @param drained VMs that a drain moves
 * @param transports of the migration options that were compared
 * @param functions virtual functions that were assigned
 */
export const assumptionsOf = (
  host: Host,
  drained: readonly Vm[],
  transports: readonly Transport[],
  functions: number,
  policy: Policy,
): PolicyKey[] => {
  const used = new Set<PolicyKey>();
  if (functions > 0) used.add('vf_link_share');
  if (transports.length > 0) {
    for (const key of ['hot_set', 'cpu_ceiling', 'storage_stream_mbytes_per_second'] as const) used.add(key);
    if (host.cpuUsed === null) used.add('cpu_used_pct');
    if (host.drainWindow === null) used.add('drain_window_minutes');
    if (drained.some((vm) => vm.dirtyRate === null)) {
      used.add('dirty_min_mbytes_per_second');
      used.add('dirty_memory_pct_per_second');
    }
  }
  if (transports.includes('compression')) {
    for (const key of ['compression_ratio', 'compress_stream_mbps', 'compress_core_rate_mbps'] as const) used.add(key);
  }
  return ASSUMPTIONS.filter((key) => used.has(key) && policy[key] === POLICY_TABLE[key].default);
};
