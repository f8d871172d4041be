/** Counts, transport and caps of live and storage migration. */
import type { Host } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { Change } from '../model/outcome.ts';
import type { HostPlan, MigrationPlan } from '../model/plan.ts';
import type { SmbCategory, Target } from '../model/setting.ts';
import { formatMbps, formatMinutes } from '../units/format-quantity.ts';
import {
  bitsPerSecond,
  bytesPerSecond,
  bytesPerSecondToMbps,
  gbps,
  gbpsToMbps,
  mbpsToBitsPerSecond,
  mbpsToBytesPerSecond,
  mbpsToGbps,
  secondsToMinutes,
} from '../units/quantity.ts';
import { floor } from '../units/rounding.ts';
import { SPELLING, settingOf } from './cluster-changes.ts';
import { type DraftChange, differs, textOf } from './draft-change.ts';

interface Scope {
  readonly host: Host;
  readonly plan: HostPlan;
  readonly migration: MigrationPlan;
  readonly layer: Change['layer'];
}

/** Changes that bring migration to its planned transport, counts and caps; none where the host has nothing to migrate. */
export const migrationChanges = (host: Host, plan: HostPlan): readonly DraftChange[] => {
  if (plan.migration.kind !== 'chosen') return [];
  const layer: Change['layer'] = host.managedBy === 'network-atc' ? 'network-atc' : 'host';
  const scope: Scope = { host, plan, migration: plan.migration.value, layer };
  return [...smbLimits(scope), ...adapterCaps(scope), ...transport(scope), ...liveMigrations(scope), ...storageMigrations(scope)];
};

type Fields = Omit<DraftChange, 'travelsWithVm'>;

const draft = ({ step, setting, subject, target, now, proposed, gain, rule, layer }: Fields): DraftChange => ({
  step,
  setting,
  subject,
  target,
  now,
  proposed,
  travelsWithVm: false,
  gain,
  rule,
  layer,
});

/** Network ATC holds the counts and the transport of migration once for the whole cluster. */
const hostOrCluster = ({ layer }: Scope): Target => ({ kind: layer === 'network-atc' ? 'cluster' : 'host' });

const drainGain = ({ migration }: Scope): string => {
  const drain = secondsToMinutes(migration.drainGuaranteed ?? migration.drainAtCap);
  return `drain in ${formatMinutes(drain)} of a window of ${formatMinutes(secondsToMinutes(migration.window))}`;
};

const capGain = ({ migration }: Scope): string =>
  migration.breaksFloor || migration.otherFloors <= 0
    ? ''
    : `promises of ${formatMbps(migration.otherFloors)} hold beside ${formatMbps(migration.cap)} of migration after a loss`;

const liveMigrations = (scope: Scope): DraftChange[] => {
  const { host, plan, migration } = scope;
  // The cluster has one number for all, which the member that speaks for it proposes.
  if (plan.uniformity !== null) return [];
  const proposed = migration.option.liveMigrations;
  const parallel = host.settings.clusterParallelMigrations;
  const step = 'count';
  const rule = 'live-migration-count';
  if (parallel !== null && host.managedBy !== 'network-atc') {
    // The cluster's property takes precedence over the host's, so changing the host's would change nothing.
    if (!differs(parallel, proposed)) return [];
    return [
      draft({
        step,
        setting: 'MaximumParallelMigrations',
        subject: host.cluster,
        target: { kind: 'cluster' },
        now: String(parallel),
        proposed: String(proposed),
        gain: drainGain(scope),
        rule,
        layer: 'cluster',
      }),
    ];
  }
  const now = parallel ?? host.settings.liveMigrations;
  if (!differs(now, proposed)) return [];
  const subject = scope.layer === 'network-atc' ? host.cluster : host.name;
  return [
    draft({
      step,
      setting: 'MaximumVirtualMachineMigrations',
      subject,
      target: hostOrCluster(scope),
      now: textOf(now),
      proposed: String(proposed),
      gain: drainGain(scope),
      rule,
      layer: scope.layer,
    }),
  ];
};

const storageMigrations = ({ host, migration, layer }: Scope): DraftChange[] => {
  const proposed = migration.option.storageMigrations;
  const now = host.settings.storageMigrations;
  if (!differs(now, proposed)) return [];
  const setting = 'MaximumStorageMigrations';
  return [
    draft({
      step: 'count',
      setting,
      subject: host.name,
      target: { kind: 'host' },
      now: textOf(now),
      proposed: String(proposed),
      gain: '',
      rule: 'storage-migration-count',
      layer,
    }),
  ];
};

const transport = (scope: Scope): DraftChange[] => {
  const { host, plan, migration, layer } = scope;
  if (plan.uniformity !== null && layer === 'network-atc') return [];
  const proposed = settingOf(migration.option.transport);
  const now = host.settings.transport;
  if (!differs(now, proposed)) return [];
  return [
    draft({
      step: 'transport',
      setting: 'VirtualMachineMigrationPerformanceOption',
      subject: layer === 'network-atc' ? host.cluster : host.name,
      target: hostOrCluster(scope),
      now: now === null ? '' : SPELLING[now],
      proposed: SPELLING[proposed],
      gain: drainGain(scope),
      rule: 'migration-transport',
      layer,
    }),
  ];
};

/** The cluster, or Network ATC for it, sets the limit of this host. */
const isHeldByCluster = ({ plan, layer }: Scope): boolean => {
  if (plan.uniformity === null) return false;
  return plan.uniformity.smbLimit.kind === 'factor' || layer === 'network-atc';
};

const smbLimits = (scope: Scope): DraftChange[] => {
  const { host, plan, layer } = scope;
  const { smbLiveMigration, smbVirtualMachine, smbDefault } = plan.limits;
  const limit = (category: SmbCategory, now: number | null, proposed: number | null, gain: string, rule: string): DraftChange[] =>
    proposed === null || !differs(now, proposed)
      ? []
      : [
          draft({
            step: 'cap',
            setting: 'BytesPerSecond',
            subject: category,
            target: { kind: 'smb-category', category },
            now: textOf(now),
            proposed: String(proposed),
            gain,
            rule,
            layer,
          }),
        ];
  return [
    ...(isHeldByCluster(scope)
      ? []
      : layer === 'network-atc'
        ? atcLimit(scope)
        : limit('LiveMigration', host.settings.liveMigrationLimit, smbLiveMigration, capGain(scope), 'smb-limit-live-migration')),
    ...limit('VirtualMachine', null, smbVirtualMachine, '', 'smb-limit-virtual-machine'),
    ...limit('Default', null, smbDefault, '', 'smb-limit-default'),
  ];
};

/** Network ATC takes whole Gbit/s and reverts what is set by hand; a cap below 1 Gbit/s cannot be said to it. */
const atcLimit = (scope: Scope): DraftChange[] => {
  const { host, plan, migration, layer } = scope;
  const gigabits = floor(mbpsToGbps(migration.cap));
  const now = host.settings.liveMigrationLimit;
  const proposed = mbpsToBytesPerSecond(gbpsToMbps(gbps(gigabits)));
  if (plan.limits.smbLiveMigration === null || gigabits < 1 || !differs(now, proposed)) return [];
  return [
    draft({
      step: 'cap',
      setting: 'MaximumSMBMigrationBandwidthInGbps',
      subject: host.cluster,
      target: { kind: 'cluster' },
      now: now === null ? '' : String(mbpsToGbps(bytesPerSecondToMbps(bytesPerSecond(now)))),
      proposed: String(gigabits),
      gain: capGain(scope),
      rule: 'smb-limit-live-migration',
      layer,
    }),
  ];
};

const adapterCaps = (scope: Scope): DraftChange[] => {
  const { host, plan, migration, layer } = scope;
  const proposed = plan.limits.maximumBandwidth;
  if (proposed === null || migration.path.kind === 'direct') return [];
  const path = new Set(migration.path.adapters.map(nameKey));
  return host.adapters
    .filter((adapter) => path.has(nameKey(adapter.name)))
    .map((adapter) => ({ adapter, now: adapter.cap === null ? null : bitsPerSecond(Math.round(mbpsToBitsPerSecond(adapter.cap))) }))
    .filter(({ now }) => differs(now, proposed))
    .map(({ adapter, now }) =>
      draft({
        step: 'cap',
        setting: 'MaximumBandwidth',
        subject: adapter.name,
        target: { kind: 'host-vnic', adapter: adapter.name },
        now: textOf(now),
        proposed: String(proposed),
        gain: capGain(scope),
        rule: 'migration-vnic-cap',
        layer,
      }),
    );
};
