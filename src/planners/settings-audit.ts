/** Settings that stand on more than one layer with different values: which is in force, and which must change. */
import { type AuditedSetting, winnerOf } from '../catalog/precedence.ts';
import type { Finding } from '../model/finding.ts';
import type { Host, Nic } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { HostPlan } from '../model/plan.ts';
import { gbps, gbpsToMbps, mbps, mbpsToBytesPerSecond } from '../units/quantity.ts';
import { floor } from '../units/rounding.ts';
import { FACTOR_SCALE } from './cluster-limits.ts';

/** The cluster works its limit out itself, so figures this close are one. */
const SAME_LIMIT = 0.01;

/** Conflicts of one host, in order of setting. Values that are not known conflict with nothing. */
export const auditSettings = (host: Host, plan: HostPlan): Finding[] => [
  ...auditCount(host, plan),
  ...auditLimit(host, plan),
  ...auditPorts(host, 'mtu', ({ mtu }) => mtu),
  ...auditPorts(host, 'vmq', ({ vmqQueues }) => vmqQueues),
];

const auditCount = (host: Host, plan: HostPlan): Finding[] => {
  const { liveMigrations: onHost, clusterParallelMigrations: onCluster } = host.settings;
  if (onHost === null || onCluster === null || onHost === onCluster) return [];
  const planned = plan.uniformity?.cluster.liveMigrations ?? null;
  return [conflict(host, 'live-migrations', String(onHost), String(onCluster), planned === null ? '' : String(planned))];
};

const auditLimit = (host: Host, plan: HostPlan): Finding[] => {
  const { liveMigrationLimit: onHost, clusterSmbLimitFactor: factor } = host.settings;
  if (onHost === null || factor === null) return [];
  const links = host.nics.reduce((sum, nic) => sum + nic.link, 0);
  const onCluster = floor(mbpsToBytesPerSecond(mbps((factor / FACTOR_SCALE) * links)));
  if (Math.abs(onHost - onCluster) <= SAME_LIMIT * onCluster) return [];
  const planned = plannedLimit(plan);
  return [conflict(host, 'smb-limit', String(onHost), String(onCluster), planned === null ? '' : String(planned))];
};

/** Network ATC keeps one limit for all members, in whole Gbit/s; elsewhere each host has its own. */
const plannedLimit = ({ uniformity, limits }: HostPlan): number | null => {
  const holder = uniformity?.smbLimit;
  if (holder?.kind !== 'network-atc') return limits.smbLiveMigration;
  return holder.gigabits === null ? null : mbpsToBytesPerSecond(gbpsToMbps(gbps(holder.gigabits)));
};

const conflict = (host: Host, setting: 'live-migrations' | 'smb-limit', onHost: string, onCluster: string, planned: string): Finding => {
  const byAtc = host.managedBy === 'network-atc';
  const wins = winnerOf(setting, byAtc ? ['host', 'cluster', 'network-atc'] : ['host', 'cluster']);
  const values = { setting, onHost, onCluster, planned, wins: wins ?? 'host' };
  return { code: 'setting-conflict', severity: 'warning', subject: host.name, values };
};

/** Network ATC sets all ports of an intent alike, so ports of one switch that differ were set by hand, and not for long. */
const auditPorts = (host: Host, setting: AuditedSetting & ('mtu' | 'vmq'), valueOf: (nic: Nic) => number): Finding[] => {
  if (host.managedBy !== 'network-atc') return [];
  return host.switches.flatMap(({ name }): Finding[] => {
    const ports = host.nics.filter((nic) => nic.switch !== null && nameKey(nic.switch) === nameKey(name));
    const values = [...new Set(ports.map(valueOf))];
    if (values.length < 2) return [];
    const text = ports.map((nic) => `${nic.name} ${valueOf(nic)}`).join(', ');
    return [{ code: 'ports-differ-under-atc', severity: 'warning', subject: name, values: { setting, ports: text } }];
  });
};
