/** Who holds the SMB limit of live migration in a cluster: the cluster by one factor, Network ATC, or each host for itself. */
import type { SmbLimitHolder, UniformityReason } from '../model/cluster-plan.ts';
import type { Host } from '../model/host.ts';
import type { HostPlan } from '../model/plan.ts';
import { type BytesPerSecond, bytesPerSecondToMbps, mbps, mbpsToGbps } from '../units/quantity.ts';
import { floor } from '../units/rounding.ts';

/** SMBBandwidthLimitFactor counts ten-thousandths of the bandwidth of all adapters in cluster networks. */
export const FACTOR_SCALE = 10_000;

export interface PlannedMember {
  readonly host: Host;
  readonly plan: HostPlan;
}

/**
 * @param planned members with their plans
 * A factor is proposed only where the cluster manages the limit today and one factor gives every member its cap; members
 * of different caps get limits of their own, which the cluster would overwrite unless it lets go.
 */
export const smbLimitHolderOf = (planned: readonly PlannedMember[], because: UniformityReason): SmbLimitHolder => {
  if (because === 'network-atc') return { kind: 'network-atc', gigabits: smallestGigabits(planned) };
  const limited = planned.filter(({ plan }) => plan.limits.smbLiveMigration !== null);
  const isManaged = planned.some(({ host }) => host.settings.clusterSmbLimitFactor !== null);
  if (!isManaged || limited.length === 0) return { kind: 'hosts' };
  const factors = new Set(limited.map(factorOf));
  const [factor] = factors;
  const isOne = factors.size === 1 && factor !== undefined && factor > 0 && limited.length === planned.length;
  return isOne ? { kind: 'factor', factor } : { kind: 'hosts-released' };
};

/** ⌊limit / Σ bandwidth × 10000⌋, at most 10000: the largest factor that stays below the cap. */
const factorOf = ({ host, plan }: PlannedMember): number => {
  const total = host.nics.reduce((sum, nic) => sum + nic.link, 0);
  const limit = bytesPerSecondToMbps(plan.limits.smbLiveMigration as BytesPerSecond);
  return total <= 0 ? 0 : Math.min(FACTOR_SCALE, floor((limit / total) * FACTOR_SCALE));
};

/** Network ATC has one value for the cluster, so the smallest cap rules. */
const smallestGigabits = (planned: readonly PlannedMember[]): number | null => {
  const caps = planned.flatMap(({ plan }) => (plan.migration.kind === 'chosen' ? [plan.migration.value] : []));
  const bySmb = caps.filter(({ option }) => option.transport === 'smb' || option.transport === 'smb-direct');
  if (bySmb.length === 0) return null;
  const gigabits = floor(mbpsToGbps(mbps(Math.min(...bySmb.map(({ cap }) => cap)))));
  return gigabits < 1 ? null : gigabits;
};
