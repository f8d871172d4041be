/**
 * One sentence table for every finding: what is wrong, what to do, and who says so. The mapped type leaves no code
 * without a sentence, and no sentence without the values it prints.
 */
import type { Finding, FindingValues, SentenceCode } from '../model/finding.ts';
import type { StatedFinding } from '../model/outcome.ts';
import type { WindowBound } from '../model/window-bound.ts';
import { formatCores, formatMbps, formatMinutes, formatRounded, formatSeconds } from '../units/format-quantity.ts';
import { seconds, secondsToMinutes } from '../units/quantity.ts';
import { CLUSTER_SENTENCES } from './cluster-sentences.ts';
import { ETS_SENTENCES } from './ets-sentences.ts';
import { QUEUE_SENTENCES } from './queue-sentences.ts';
import type { Sentence } from './sentence.ts';
import { TOPOLOGY_SENTENCES } from './topology-sentences.ts';
import { VF_SENTENCES } from './vf-sentences.ts';

const inMinutes = (value: number): string => formatMinutes(secondsToMinutes(seconds(value)));

const QOS_LIMITS = 'Microsoft Learn, Windows Server: Network quality of service, bandwidth limits';
const SOFTWARE_QOS = 'Microsoft Learn, Windows Server: Software-only network features, virtual machine QoS';
const TEAMING = 'Microsoft Learn, Windows Server: NIC Teaming, load distribution modes';
const CLUSTER_NETWORK = 'Microsoft Learn, Windows Server: Network recommendations for a Hyper-V cluster';
const NEW_SWITCH = 'Microsoft Learn, Hyper-V module: New-VMSwitch, MinimumBandwidthMode';
const LIVE_MIGRATION = 'Microsoft Learn, Windows Server: Set up hosts for live migration';
const STORAGE_COPY = 'Mastering Hyper-V, storage migration: an unbuffered copy at the speed of the slower side';
const PRE_COPY = 'Directions on Microsoft: live migration copies memory in up to 10 passes';
const HOST_LIMITS = 'Microsoft Learn, Windows Server: Live migration overview, one running copy of a virtual machine';

const INSTEAD_OF_BANDWIDTH: { readonly [Each in WindowBound]: (allowed: string) => string } = {
  'host-work': (allowed) =>
    `More bandwidth does not help, since the host takes this long for its own work on each VM: allow ${allowed}, or place fewer VMs on this host.`,
  'migration-stream': (allowed) =>
    `More bandwidth does not help without RDMA, since one migration copies no faster: allow ${allowed}, give the path ports with RDMA, or place VMs with much memory elsewhere.`,
};

const SPARES = {
  port: 'Cable a second port',
  device: 'Use ports of two cards',
  fabric: 'Cable the uplinks to two top-of-rack switches',
} as const;
const GROUPS = { port: 'port', device: 'card', fabric: 'top-of-rack switch' } as const;

export const FINDING_SENTENCES: { readonly [Code in SentenceCode]: Sentence<Readonly<FindingValues[Code]>> } = {
  'single-point-of-failure': {
    message: ({ group, kind }, subject) =>
      `Every uplink of ${subject} hangs on the ${GROUPS[kind]} ${group}: when it fails, nothing is left, so no rate after a loss is planned.`,
    remedy: ({ kind }) => `${SPARES[kind]}, so that one failure leaves an uplink.`,
    source: CLUSTER_NETWORK,
  },
  'floor-worst-pinning': {
    message: ({ floor, worst }, subject) =>
      `${subject} is promised ${formatMbps(floor)}, but on its pinned team member it gets only ${formatMbps(worst)} when the busiest neighbours share that member.`,
    remedy: () =>
      'Use the Dynamic load balancing of the team where receiving allows it, or reconnect equal weights in groups so that they spread over the members.',
    source: TEAMING,
  },
  'floor-without-weight': {
    message: ({ floor }, subject) =>
      `${subject} is promised ${formatMbps(floor)}, but no weight is left for it: it shares the default flow.`,
    remedy: () => 'Lower the number or the size of the promises on this switch, or move the VM to a host with room.',
    source: QOS_LIMITS,
  },
  'ingress-exceeds-uplinks': {
    message: ({ ingress, limit }, subject) =>
      `${subject} receives ${formatMbps(ingress)}, but its uplinks can take ${formatMbps(limit)}; weights steer only what is sent.`,
    remedy: () => 'Move VMs that receive much to another host, or add uplinks.',
    source: CLUSTER_NETWORK,
  },
  'weights-do-not-fit': {
    message: ({ lower, flows, ratio, migration }, subject) =>
      lower > 100
        ? `The least weights of the host vNICs of ${subject} add up to ${formatRounded(lower)}, and only 100 can be given.`
        : `No whole weights of the ${formatRounded(flows)} flows of ${subject} add up to 100 with none above ${formatRounded(ratio)} times another and those of live migration within ${formatRounded(migration)} % together.`,
    remedy: ({ lower }) =>
      lower > 100
        ? 'Merge host vNICs of the same role, or spread them over two switches.'
        : 'Raise max_weight_ratio or live_migration_max_share in the policy, or merge host vNICs of the same role.',
    source: QOS_LIMITS,
  },
  'switch-without-uplinks': {
    message: (_, subject) => `${subject} has no uplink in the inventory, so nothing can be planned on it.`,
    remedy: (_, subject) => `Name ${subject} in the switch column of its ports in nics.csv, or leave the switch out if it is internal.`,
    source: NEW_SWITCH,
  },
  'weight-sum-not-100': {
    message: ({ sum }, subject) =>
      `The weights set on ${subject} today add up to ${formatRounded(sum)}, so a weight is not a percentage and each new VM dilutes the rest.`,
    remedy: () => 'Keep the sum near 100; a plan of this tool always does.',
    source: QOS_LIMITS,
  },
  'weight-ratio-above-limit': {
    message: ({ largest, smallest, limit }, subject) =>
      `On ${subject} the largest weight is ${formatRounded(largest)} and the smallest ${formatRounded(smallest)}: a ratio of ${formatRounded(largest / smallest)}, and above ${formatRounded(limit)} the small one is no longer served reliably.`,
    remedy: ({ largest, limit }) => `Raise the smallest weight to at least ${Math.ceil(largest / limit)}, or lower the largest.`,
    source: SOFTWARE_QOS,
  },
  'switch-mode-not-weight': {
    message: ({ mode }, subject) =>
      `${subject} was created with MinimumBandwidthMode ${mode}, so it takes no weights, and the mode cannot be changed later.`,
    remedy: () => 'Recreate the switch with -MinimumBandwidthMode Weight in a maintenance window, with the host drained.',
    source: NEW_SWITCH,
  },
  'layer-without-weights': {
    message: ({ layer }, subject) => `Weights cannot rule ${subject} (layer ${layer}), so no share is guaranteed on it; only caps hold.`,
    remedy: () =>
      'Reserve bandwidth with DCB traffic classes on the ports, or plan a switch without SR-IOV for traffic that needs a guarantee.',
    source: NEW_SWITCH,
  },
  'migration-path-missing': {
    message: () => 'The host has no adapter that live migration could use, so no drain can be planned.',
    remedy: () =>
      'Add a live-migration vNIC (Add-VMNetworkAdapter -ManagementOS) or give an adapter the role live-migration in adapters.csv.',
    source: CLUSTER_NETWORK,
  },
  'migration-path-storage': {
    message: () => 'The host has no live-migration adapter: migration shares the storage adapters and competes with disk traffic.',
    remedy: () => 'Keep the proposed SMB limit for live migration in force, or add a live-migration vNIC of its own.',
    source: CLUSTER_NETWORK,
  },
  'migration-path-management': {
    message: () =>
      'The host has neither a live-migration nor a storage adapter: migration shares the management adapter and can crowd the administrator out.',
    remedy: () => 'Add a live-migration vNIC of its own.',
    source: CLUSTER_NETWORK,
  },
  'migration-path-split': {
    message: ({ ignored }) =>
      `The migration adapters stand in more than one place; the plan uses the one that carries most and leaves ${formatRounded(ignored)} of the adapters aside.`,
    remedy: () =>
      'Put all live-migration adapters on one switch or all on ports of their own, or take the others out of the migration networks.',
    source: LIVE_MIGRATION,
  },
  'migration-path-without-capacity': {
    message: () => 'The migration path has no uplink with capacity left, so no drain rate can be planned.',
    remedy: () => 'Check link_mbps and the switch of the ports in nics.csv, or move migration to another switch.',
    source: LIVE_MIGRATION,
  },
  'window-missed': {
    message: ({ drain, window }) =>
      drain > window
        ? `Emptying the host takes ${inMinutes(drain)} at the rate it can count on, and the window is ${inMinutes(window)}.`
        : `Emptying the host fits its window of ${inMinutes(window)}, but not at a rate that it can count on and at which every VM converges.`,
    remedy: ({ drain, window, bound }) => {
      if (drain <= window)
        return 'Drain off-peak, when VMs write less and the uplinks are idle, or give migration more bandwidth or processor.';
      const allowed = `${Math.ceil(secondsToMinutes(seconds(drain)))} min`;
      if (bound !== null) return INSTEAD_OF_BANDWIDTH[bound](allowed);
      return `Allow ${allowed}, drain off-peak, give migration faster ports, or place fewer VMs with much memory on this host.`;
    },
    source: LIVE_MIGRATION,
  },
  'cpu-short': {
    message: ({ needed }) =>
      `Below its CPU ceiling the host has less than the ${formatCores(needed)} that the smallest migration and half a core take; the plan counts on them all the same.`,
    remedy: ({ needed }) => `Free ${formatCores(needed)}: move a busy VM first, or drain when the host is quiet.`,
    source: 'argonsys.com (Dan Cuomo): one core handles 3 to 5 Gbit/s of synthetic traffic',
  },
  'storage-throughput-not-known': {
    message: () => 'What the storage sustains is not known, so more than one storage copy at a time is planned without that limit.',
    remedy: () => 'Fill in storage_mbytes_per_second in hosts.csv from a disk benchmark.',
    source: STORAGE_COPY,
  },
  'cap-breaks-floor': {
    message: ({ cap, floors, afterLoss }) =>
      `The migration cap of ${formatMbps(cap)} and the promises of ${formatMbps(floors)} exceed the ${formatMbps(afterLoss)} left after a loss: a drain in that state takes bandwidth that was promised.`,
    remedy: ({ floors, afterLoss }) =>
      afterLoss > floors
        ? `Do not drain while an uplink is down, or lower the cap to ${formatMbps(Math.floor(afterLoss - floors))} for that time.`
        : 'Do not drain while an uplink is down; the promises alone exceed what is left.',
    source: CLUSTER_NETWORK,
  },
  'does-not-converge': {
    message: ({ blackout, limit }, subject) =>
      `${subject} writes memory faster than a migration here can copy it: its migration would end in a pause of ${formatSeconds(blackout)}, and ${formatSeconds(limit)} is the limit.`,
    remedy: (_, subject) => `Drain ${subject} when it is quiet, or shut it down for the move; blockers.csv says what it would need.`,
    source: PRE_COPY,
  },
  'vm-on-two-hosts': {
    message: ({ other }, subject) => `${subject} also stands on ${other}; one VM runs on one host, so one of the rows is stale.`,
    remedy: () => 'Export the VMs of both hosts again at the same time.',
    source: HOST_LIMITS,
  },
  ...CLUSTER_SENTENCES,
  ...ETS_SENTENCES,
  ...QUEUE_SENTENCES,
  ...TOPOLOGY_SENTENCES,
  ...VF_SENTENCES,
};

/** Puts a finding into words. */
export const stateFinding = (finding: Finding): StatedFinding => {
  if (finding.code === 'rule') {
    const { rule, message, remedy, source } = finding.values;
    return { severity: finding.severity, code: rule, subject: finding.subject, message, remedy, source };
  }
  // The code and the values of one finding belong together, which a lookup by union cannot show to the compiler.
  const sentence = FINDING_SENTENCES[finding.code] as Sentence<Finding['values']>;
  const { severity, code, subject, values } = finding;
  return {
    severity,
    code,
    subject,
    message: sentence.message(values, subject),
    remedy: sentence.remedy(values, subject),
    source: sentence.source,
  };
};
