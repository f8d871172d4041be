/** Settings that a whole cluster has once: proposed on the one member that speaks for it, and ready to paste. */
import type { SmbLimitHolder, Uniformity } from '../model/cluster-plan.ts';
import type { Finding } from '../model/finding.ts';
import type { Host, TransportSetting } from '../model/host.ts';
import type { HostPlan, MigrationPlan } from '../model/plan.ts';
import type { Transport } from '../model/transport.ts';
import { formatMinutes } from '../units/format-quantity.ts';
import { bytesPerSecond, bytesPerSecondToMbps, mbpsToGbps, secondsToMinutes } from '../units/quantity.ts';
import { isBelowRequired } from './cluster-sentences.ts';
import { type DraftChange, differs, textOf } from './draft-change.ts';

/** As Set-VMHost and Network ATC spell it. */
export const SPELLING: { readonly [Each in TransportSetting]: string } = { tcpip: 'TCPIP', compression: 'Compression', smb: 'SMB' };

/** SMB Direct is not a setting of its own: Windows uses it for SMB wherever RDMA is at hand. */
export const settingOf = (transport: Transport): TransportSetting => (transport === 'smb-direct' ? 'smb' : transport);

/** Changes of the cluster's own settings; none on members that do not speak for their cluster. */
export const clusterChanges = (host: Host, plan: HostPlan): readonly DraftChange[] => {
  const { uniformity, migration } = plan;
  if (uniformity === null || !uniformity.speaksForCluster || migration.kind !== 'chosen') return [];
  const gain = drainGain(migration.value);
  const byAtc = uniformity.because === 'network-atc';
  return [
    ...smbLimit(host, uniformity.smbLimit),
    ...(byAtc ? transport(host, uniformity, gain) : []),
    ...liveMigrations(host, uniformity, gain),
  ];
};

const drainGain = ({ drainGuaranteed, drainAtCap, window }: MigrationPlan): string => {
  const drain = formatMinutes(secondsToMinutes(drainGuaranteed ?? drainAtCap));
  return `one choice for all members; this one drains in ${drain} of a window of ${formatMinutes(secondsToMinutes(window))}`;
};

type Fields = Pick<DraftChange, 'step' | 'setting' | 'now' | 'proposed' | 'gain' | 'rule' | 'layer'>;

const draft = (host: Host, { step, setting, now, proposed, gain, rule, layer }: Fields): DraftChange => ({
  step,
  setting,
  subject: host.cluster,
  target: { kind: 'cluster' },
  now,
  proposed,
  travelsWithVm: false,
  gain,
  rule,
  layer,
});

const liveMigrations = (host: Host, { because, cluster }: Uniformity, gain: string): DraftChange[] => {
  const proposed = cluster.liveMigrations;
  const { clusterParallelMigrations, liveMigrations: ofHost } = host.settings;
  const byAtc = because === 'network-atc';
  // A host's own number says nothing about its cluster's, but Network ATC keeps the two alike.
  const now = byAtc ? (clusterParallelMigrations ?? ofHost) : clusterParallelMigrations;
  if (!differs(now, proposed)) return [];
  return [
    draft(host, {
      step: 'count',
      setting: byAtc ? 'MaximumVirtualMachineMigrations' : 'MaximumParallelMigrations',
      now: textOf(now),
      proposed: String(proposed),
      gain,
      rule: 'live-migration-count',
      layer: byAtc ? 'network-atc' : 'cluster',
    }),
  ];
};

const transport = (host: Host, { cluster }: Uniformity, gain: string): DraftChange[] => {
  const now = host.settings.transport;
  const proposed = settingOf(cluster.transport);
  if (!differs(now, proposed)) return [];
  return [
    draft(host, {
      step: 'transport',
      setting: 'VirtualMachineMigrationPerformanceOption',
      now: now === null ? '' : SPELLING[now],
      proposed: SPELLING[proposed],
      gain,
      rule: 'migration-transport',
      layer: 'network-atc',
    }),
  ];
};

const smbLimit = (host: Host, holder: SmbLimitHolder): DraftChange[] => {
  const { clusterSmbLimitFactor: factorNow, liveMigrationLimit } = host.settings;
  const step = 'cap';
  const rule = 'smb-limit-live-migration';
  switch (holder.kind) {
    case 'hosts':
      return [];
    case 'hosts-released': {
      const gain = 'the limits of the hosts hold, which the cluster would overwrite';
      return [draft(host, { step, setting: 'SetSMBBandwidthLimit', now: '1', proposed: '0', gain, rule, layer: 'cluster' })];
    }
    case 'factor': {
      const { factor } = holder;
      const gain = 'one factor gives every member its cap';
      return differs(factorNow, factor)
        ? [
            draft(host, {
              step,
              setting: 'SMBBandwidthLimitFactor',
              now: textOf(factorNow),
              proposed: String(factor),
              gain,
              rule,
              layer: 'cluster',
            }),
          ]
        : [];
    }
    case 'network-atc': {
      const now = liveMigrationLimit === null ? null : mbpsToGbps(bytesPerSecondToMbps(bytesPerSecond(liveMigrationLimit)));
      const { gigabits } = holder;
      if (gigabits === null || !differs(now, gigabits)) return [];
      const setting = 'MaximumSMBMigrationBandwidthInGbps';
      const gain = 'the smallest cap of all members, which Network ATC takes in whole Gbit/s';
      return [draft(host, { step, setting, now: textOf(now), proposed: String(gigabits), gain, rule, layer: 'network-atc' })];
    }
  }
};

/** What to run once, on any node; null where nothing of the cluster changes. */
export const clusterSettingsFinding = (host: Host, drafts: readonly DraftChange[]): Finding | null => {
  if (drafts.length === 0) return null;
  const overrides = drafts.filter(({ layer }) => layer === 'network-atc');
  const lines =
    overrides.length > 0 ? atcLines(overrides) : drafts.map(({ setting, proposed }) => `(Get-Cluster).${setting} = ${proposed}`);
  return { code: 'cluster-settings', severity: 'advice', subject: host.cluster, values: { lines: lines.join('; ') } };
};

/** What is planned for a member counts on its own cap; null where the one limit of Network ATC leaves it that. */
export const atcLimitFinding = ({ name, managedBy }: Host, { uniformity, migration, limits }: HostPlan): Finding | null => {
  if (managedBy !== 'network-atc' || uniformity?.smbLimit.kind !== 'network-atc' || migration.kind !== 'chosen') return null;
  const { gigabits } = uniformity.smbLimit;
  const { cap, required } = migration.value;
  // Whole Gbit/s round every cap down; that much less is no matter.
  if (gigabits === null || limits.smbLiveMigration === null || gigabits + 1 > mbpsToGbps(cap)) return null;
  const isMissed = required !== null && isBelowRequired(gigabits, required);
  return { code: 'atc-limit-below-cap', severity: isMissed ? 'warning' : 'advice', subject: name, values: { gigabits, cap, required } };
};

const atcLines = (drafts: readonly DraftChange[]): string[] => {
  const parameters = drafts.map(({ setting, proposed }) =>
    setting === 'VirtualMachineMigrationPerformanceOption'
      ? `-EnableVirtualMachineMigrationPerformanceSelection $false -${setting} ${proposed}`
      : `-${setting} ${proposed}`,
  );
  return [`$override = New-NetIntentGlobalClusterOverrides ${parameters.join(' ')}`, 'Set-NetIntent -GlobalClusterOverrides $override'];
};
