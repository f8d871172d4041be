/**
 * DCB for switches whose ports carry RDMA: classes and marks of the host, QoS on each uplink, priority tags and team
 * members of the RDMA vNICs. What is set of this today stands in no inventory, so `now` is blank and every run proposes it.
 */
import type { Adapter, Host } from '../model/host.ts';
import type { Change } from '../model/outcome.ts';
import type { FlowPlan, HostPlan, SwitchPlan } from '../model/plan.ts';
import type { EtsPlan } from '../model/topology-plan.ts';
import { adapterLabel, nameKey } from '../model/name.ts';
import { formatMbps } from '../units/format-quantity.ts';
import { type DraftChange, type Step, textOf } from './draft-change.ts';

const PRIORITIES = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const CLASS_NAMES = { smbDirect: 'SMB_Direct', cluster: 'Cluster' } as const;

type SwitchUnderDcb = SwitchPlan & { readonly ets: EtsPlan };

const isUnderDcb = (each: SwitchPlan): each is SwitchUnderDcb => each.ets !== null;

/** None where no switch of the host is under DCB. Under Network ATC only the percents: it sets everything else itself. */
export const etsChanges = (host: Host, plan: HostPlan): readonly DraftChange[] => {
  const switches = plan.switches.filter(isUnderDcb);
  const [first] = switches;
  if (first === undefined) return [];
  const weightsGone = switches.flatMap((each) => each.flows.flatMap((flow) => weightGone(host, flow)));
  if (host.managedBy === 'network-atc') return [...weightsGone, ...switches.flatMap(intentPercents)];
  return [...weightsGone, ...hostSettings(host, first), ...switches.flatMap((each) => portSettings(host, each))];
};

type Fields = Pick<DraftChange, 'step' | 'setting' | 'subject' | 'target' | 'proposed' | 'rule'> & Partial<Pick<DraftChange, 'gain'>>;

const draft = ({ step, setting, subject, target, proposed, gain = '', rule }: Fields, layer: Change['layer'] = 'host'): DraftChange => ({
  step,
  setting,
  subject,
  target,
  now: '',
  proposed,
  travelsWithVm: false,
  gain,
  rule,
  layer,
});

/** What Windows keeps once for the whole host. Marks come before classes, and the class that is freed before the one that grows. */
const hostSettings = (host: Host, { ets }: SwitchUnderDcb): readonly DraftChange[] => {
  const { smbDirect, cluster, smbDirectPriority, clusterPriority } = ets;
  const policy = (name: string, match: 'smb-direct' | 'cluster' | 'default', priority: number): DraftChange =>
    draft({
      step: 'dcb-policy',
      setting: 'PriorityValue8021Action',
      subject: name,
      target: { kind: 'qos-policy', name, match },
      proposed: String(priority),
      rule: 'ets-classifier',
    });
  const trafficClass = (name: string, priority: number, percent: number, gain: string): DraftChange =>
    draft({
      step: 'dcb-class-raise',
      setting: 'BandwidthPercentage',
      subject: name,
      target: { kind: 'traffic-class', name, priority },
      proposed: String(percent),
      gain,
      rule: 'ets-percent-by-level',
    });
  return [
    draft({
      step: 'dcb-willing',
      setting: 'Willing',
      subject: host.name,
      target: { kind: 'host' },
      proposed: 'false',
      rule: 'ets-not-willing',
    }),
    policy(CLASS_NAMES.smbDirect, 'smb-direct', smbDirectPriority),
    policy(CLASS_NAMES.cluster, 'cluster', clusterPriority),
    policy('Default', 'default', 0),
    ...PRIORITIES.map((priority) =>
      draft({
        step: 'dcb-flow-control',
        setting: 'NetQosFlowControl.Enabled',
        subject: `priority ${priority}`,
        target: { kind: 'priority', priority },
        proposed: priority === smbDirectPriority ? 'true' : 'false',
        rule: 'pfc-for-smb-direct-only',
      }),
    ),
    trafficClass(CLASS_NAMES.cluster, clusterPriority, cluster, ''),
    trafficClass(CLASS_NAMES.smbDirect, smbDirectPriority, smbDirect, promiseOf(ets)),
  ];
};

const promiseOf = ({ classes }: EtsPlan): string => {
  const own = classes.find(({ name }) => name === 'smb-direct');
  return own === undefined
    ? ''
    : `SMB Direct can count on ${formatMbps(own.guaranteed)}, and on ${formatMbps(own.guaranteedAfterLoss)} after a loss`;
};

const portSettings = (host: Host, { switch: name, uplinks, flows, ets }: SwitchUnderDcb): readonly DraftChange[] => {
  const adapters = host.adapters.filter((adapter) => adapter.switch !== null && nameKey(adapter.switch) === nameKey(name));
  return [
    ...uplinks.map((nic) =>
      draft({
        step: 'restart-nic',
        setting: 'NetAdapterQos.Enabled',
        subject: nic,
        target: { kind: 'nic', nic },
        proposed: 'true',
        rule: 'ets-on-each-uplink',
      }),
    ),
    ...adapters
      .filter((adapter) => isTagged(adapter, flows))
      .map((adapter) =>
        draft({
          step: 'priority-tag',
          setting: 'IeeePriorityTag',
          subject: adapter.name,
          target: { kind: 'host-vnic', adapter: adapter.name },
          proposed: 'On',
          rule: 'switch-zeroes-untagged-priorities',
        }),
      ),
    ...ets.teamMapping.map(({ adapter, nic }) =>
      draft({
        step: 'team-mapping',
        setting: 'PhysicalNetAdapterName',
        subject: adapter,
        target: { kind: 'host-vnic', adapter },
        proposed: nic,
        rule: 'smb-vnic-one-to-one',
      }),
    ),
  ];
};

/** Host vNICs whose traffic carries a priority: those of RDMA and of the cluster. */
const isTagged = ({ name, role }: Adapter, flows: readonly FlowPlan[]): boolean =>
  role === 'cluster' || flows.some((flow) => flow.vm === null && flow.adapter === name && flow.path === 'rdma');

/** The intent is named by one of its NICs; the same percents stand on all of them. */
const intentPercents = ({ uplinks, switch: subject, ets }: SwitchUnderDcb): readonly DraftChange[] => {
  const target = { kind: 'intent', nic: uplinks[0] as string } as const;
  const fields = { step: 'dcb-class-raise', subject, target, rule: 'ets-percent-by-level' } as const;
  return [
    draft({ ...fields, setting: 'BandwidthPercentage_SMB', proposed: String(ets.smbDirect), gain: promiseOf(ets) }, 'network-atc'),
    draft({ ...fields, setting: 'BandwidthPercentage_Cluster', proposed: String(ets.cluster) }, 'network-atc'),
  ];
};

const LOWERED: { readonly [Each in 'management' | 'cluster']: Step } = {
  management: 'lower-management-weight',
  cluster: 'lower-cluster-weight',
};

/** Weights and DCB on one NIC contradict each other, so weights that are set today go. */
const weightGone = (host: Host, { vm, adapter, role, weightNow }: FlowPlan): readonly DraftChange[] =>
  weightNow === null || weightNow === 0
    ? []
    : [
        {
          step: role === 'management' || role === 'cluster' ? LOWERED[role] : 'lower-weight',
          setting: 'MinimumBandwidthWeight',
          subject: adapterLabel(vm, adapter),
          target: vm === null ? { kind: 'host-vnic', adapter } : { kind: 'vm-adapter', vm, adapter },
          now: textOf(weightNow),
          proposed: '0',
          travelsWithVm: vm !== null,
          gain: '',
          rule: 'dcb-excludes-weights',
          layer: host.managedBy === 'network-atc' ? 'network-atc' : 'host',
        },
      ];
