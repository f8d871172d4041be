/** Does a member follow what its cluster sets once, for a reason that holds, and is the price of that stated right? */
import type { Uniformity, UniformityReason } from '../model/cluster-plan.ts';
import type { Host } from '../model/host.ts';
import type { Violation } from '../model/outcome.ts';
import type { HostPlan } from '../model/plan.ts';
import { isSameName } from './host-facts.ts';
import { exceeds, expectFigure } from './tolerance.ts';

const MEGABITS_PER_GIGABIT = 1000;
const WHOLE_FACTOR = 10_000;

/** A reason is the cluster's: any member may bring it, and only a host that stands alone can be held to it. */
const holds = (because: UniformityReason, host: Host): boolean => {
  if (!isSameName(host.name, host.cluster)) return true;
  switch (because) {
    case 'windows-2022-or-later':
      return host.os === '2022' || host.os === '2025';
    case 'cluster-setting-known':
      return host.settings.clusterParallelMigrations !== null;
    case 'network-atc':
      return host.managedBy === 'network-atc';
  }
};

const followsSetting = ({ cluster }: Uniformity, plan: HostPlan): boolean => {
  if (plan.migration.kind !== 'chosen') return true;
  const { transport, liveMigrations } = plan.migration.value.option;
  // A member with fewer VMs than the count moves all of them at once.
  return transport === cluster.transport && liveMigrations === Math.min(cluster.liveMigrations, Math.max(1, plan.drainVms));
};

const judgeLimit = (host: Host, { smbLimit }: Uniformity, plan: HostPlan, violations: Violation[]): void => {
  const subject = host.name;
  if (smbLimit.kind === 'factor') {
    const { factor } = smbLimit;
    if (Number.isInteger(factor) && factor >= 0 && factor <= WHOLE_FACTOR) return;
    violations.push({ rule: 'cluster-factor', subject, message: `${factor} is no SMBBandwidthLimitFactor.` });
  }
  if (smbLimit.kind !== 'network-atc' || smbLimit.gigabits === null || plan.migration.kind !== 'chosen') return;
  const { gigabits } = smbLimit;
  if (Number.isInteger(gigabits) && gigabits >= 1 && !exceeds(gigabits * MEGABITS_PER_GIGABIT, plan.migration.value.cap)) return;
  const message = `${gigabits} Gbit/s is no whole number within the cap of ${plan.migration.value.cap} Mbit/s.`;
  violations.push({ rule: 'cluster-limit-gigabits', subject, message });
};

export const judgeUniformity = (host: Host, plan: HostPlan, violations: Violation[]): void => {
  const { uniformity } = plan;
  if (uniformity === null) return;
  const subject = host.name;
  if (!holds(uniformity.because, host)) {
    violations.push({ rule: 'uniformity-reason', subject, message: `${uniformity.because} is not true of the host.` });
  }
  if (!followsSetting(uniformity, plan)) {
    const { transport, liveMigrations } = uniformity.cluster;
    const message = `The cluster migrates by ${transport}, ${liveMigrations} at once, and this member does not.`;
    violations.push({ rule: 'uniformity-setting', subject, message });
  }
  const lost = Math.max(0, uniformity.drainCluster - uniformity.drainOwn);
  expectFigure(violations, 'uniformity-lost', subject, lost, uniformity.lost, 'The time lost');
  if (!(uniformity.drainOwn >= 0) || !(uniformity.drainCluster >= 0)) {
    violations.push({ rule: 'uniformity-lost', subject, message: 'A drain takes no negative time.' });
  }
  judgeLimit(host, uniformity, plan, violations);
};
