/** Processors of the queues of each port. Setting them restarts the port: a short interruption, which a team survives. */
import type { Host } from '../model/host.ts';
import { nameKey } from '../model/name.ts';
import type { NicProcessors } from '../model/offload-plan.ts';
import type { HostPlan } from '../model/plan.ts';
import type { Setting } from '../model/setting.ts';
import { formatCount } from '../units/format-quantity.ts';
import type { DraftChange } from './draft-change.ts';

/**
 * No inventory says what is set today, and the default of Windows is core 0 for every port. Rows are proposed where one
 * core could not receive all that comes in; elsewhere the default does no harm. From 2019 Dynamic VMMQ moves the queues of
 * a port by itself, though not on an LBFO team, so there only the base is proposed. Network ATC knows one setting for all
 * ports of an intent, which cannot keep them apart, so hosts under it get none.
 */
export const processorChanges = (host: Host, plan: HostPlan): readonly DraftChange[] => {
  if (host.managedBy === 'network-atc') return [];
  return plan.offloads.processors
    .filter(({ oneCoreIsEnough }) => !oneCoreIsEnough)
    .flatMap((each) => (each.feature === 'vmq' ? vmqChanges(host, each) : rssChanges(each)));
};

const vmqChanges = (host: Host, processors: NicProcessors): DraftChange[] => {
  const base: DraftChange[] = [
    ...groupChange(processors, 'NetAdapterVmq.BaseProcessorGroup', processors.base.group),
    draft(processors, 'NetAdapterVmq.BaseProcessorNumber', processors.base.number),
  ];
  if (movesQueuesItself(host, processors)) return base;
  return [
    ...base,
    draft(processors, 'NetAdapterVmq.MaxProcessorNumber', processors.last.number),
    draft(processors, 'NetAdapterVmq.MaxProcessors', processors.maxProcessors),
  ];
};

const movesQueuesItself = (host: Host, { nic }: NicProcessors): boolean => {
  if (host.os === '2012r2' || host.os === '2016') return false;
  const owner = host.nics.find((each) => each.name === nic)?.switch ?? '';
  return !host.switches.some((each) => each.teaming === 'lbfo' && nameKey(each.name) === nameKey(owner));
};

const rssChanges = (processors: NicProcessors): DraftChange[] => [
  draft(processors, 'NetAdapterRss.NumberOfReceiveQueues', processors.queues),
  ...groupChange(processors, 'NetAdapterRss.BaseProcessorGroup', processors.base.group),
  draft(processors, 'NetAdapterRss.BaseProcessorNumber', processors.base.number),
  ...groupChange(processors, 'NetAdapterRss.MaxProcessorGroup', processors.last.group),
  draft(processors, 'NetAdapterRss.MaxProcessorNumber', processors.last.number),
  draft(processors, 'NetAdapterRss.MaxProcessors', processors.maxProcessors),
];

/** Group 0 is the default, and the only one of most hosts. */
const groupChange = (processors: NicProcessors, setting: Setting, group: number): DraftChange[] =>
  group === 0 ? [] : [draft(processors, setting, group)];

const draft = ({ nic, feature, maxProcessors, shared }: NicProcessors, setting: Setting, proposed: number): DraftChange => ({
  step: 'restart-nic',
  setting,
  subject: nic,
  target: { kind: 'nic', nic },
  now: '',
  proposed: String(proposed),
  travelsWithVm: false,
  gain: `its queues on ${formatCount(maxProcessors, 'core')}${shared ? '' : ' of their own'}, and none on core 0`,
  rule: feature === 'vmq' ? 'vmq-processors-apart' : 'rss-processors-apart',
  layer: 'host',
});
