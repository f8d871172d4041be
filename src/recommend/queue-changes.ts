/** Queues of single adapters, where the plan needs what Windows does not give by itself. */
import type { Host } from '../model/host.ts';
import { adapterLabel } from '../model/name.ts';
import type { FlowQueues, SwitchQueues } from '../model/offload-plan.ts';
import type { Change } from '../model/outcome.ts';
import type { FlowPlan, HostPlan } from '../model/plan.ts';
import { formatMbps } from '../units/format-quantity.ts';
import { isBelow } from '../units/rounding.ts';
import type { DraftChange } from './draft-change.ts';

/**
 * No inventory says what is set today, so a fleet would get a row for each adapter with every run. Therefore an adapter
 * whose planned queues are those it gets anyway has none: one queue up to 2016, up to 16 from 2019, while the pool lasts.
 * Where the pool does not last for all, rows are proposed only if those left out may receive more than the default queue
 * takes; then adapters without a planned queue give theirs up (VmqWeight 0), for who comes first is served.
 */
export const queueChanges = (host: Host, plan: HostPlan): readonly DraftChange[] => {
  if (plan.offloads.queues.length === 0) return [];
  return plan.offloads.queues.flatMap((queues) => {
    const flows = plan.switches.find((each) => each.switch === queues.switch)?.flows ?? [];
    return changesOfSwitch(host, queues, flows);
  });
};

interface Asked {
  readonly flow: FlowPlan;
  readonly queues: number;
  readonly carried: number;
}

const changesOfSwitch = (host: Host, queues: SwitchQueues, flows: readonly FlowPlan[]): DraftChange[] => {
  if (queues.usable === 0) return [];
  const isMissed = isLeftOut(queues);
  const isVmmqOff = host.os === '2016';
  if (!isMissed && !isVmmqOff) return [];
  const asked = askedOf(queues, flows);
  const isCrowded = isMissed || claimsMore(asked, queues.usable);
  const drafts: DraftChange[] = [];
  for (const each of asked) {
    if (each.queues === 0) {
      if (isCrowded) drafts.push(withoutQueue(host, each));
      continue;
    }
    const pairs = queues.uniform ?? each.queues;
    if (host.os === '2012r2' || pairs === queues.byDefault.each) continue;
    if (isVmmqOff) drafts.push(vmmqEnabled(host, each));
    drafts.push(queuePairs(host, each, pairs));
  }
  return drafts;
};

/** With one queue for each adapter that has none planned, the pool would not last, and somebody is planned more than one. */
const claimsMore = (asked: readonly Asked[], usable: number): boolean => {
  let claimed = 0;
  let most = 0;
  for (const { queues } of asked) {
    claimed += Math.max(1, queues);
    most = Math.max(most, queues);
  }
  return most > 1 && claimed > usable;
};

const isLeftOut = ({ adapters, byDefault }: SwitchQueues): boolean =>
  byDefault.accelerated < adapters && isBelow(byDefault.defaultQueueCapacity, byDefault.defaultQueueLoad);

/** Adapters of the switch that share its queues; the default flow is many adapters, and a virtual function needs none. */
const askedOf = (queues: SwitchQueues, flows: readonly FlowPlan[]): Asked[] => {
  // By VM, which has few adapters: joining names for every adapter of a fleet costs more than looking at those few.
  const planned = new Map<string | null, FlowQueues[]>();
  for (const each of queues.flows) {
    const known = planned.get(each.vm);
    if (known === undefined) planned.set(each.vm, [each]);
    else known.push(each);
  }
  const asked: Asked[] = [];
  for (const flow of flows) {
    if (flow.role === null || flow.path === 'vf') continue;
    const own = planned.get(flow.vm)?.find(({ adapter }) => adapter === flow.adapter);
    asked.push({ flow, queues: own?.queues ?? 0, carried: own?.carried ?? 0 });
  }
  return asked;
};

const draft = (host: Host, { flow }: Asked, change: Pick<DraftChange, 'setting' | 'proposed' | 'gain' | 'rule'>): DraftChange => {
  const { vm, adapter } = flow;
  const layer: Change['layer'] = host.managedBy === 'network-atc' ? 'network-atc' : 'host';
  return {
    step: 'queues',
    setting: change.setting,
    subject: adapterLabel(vm, adapter),
    target: vm === null ? { kind: 'host-vnic', adapter } : { kind: 'vm-adapter', vm, adapter },
    now: '',
    proposed: change.proposed,
    travelsWithVm: vm !== null,
    gain: change.gain,
    rule: change.rule,
    layer,
  };
};

const gainOf = ({ carried }: Asked): string => `queues that carry ${formatMbps(carried)}`;

const vmmqEnabled = (host: Host, asked: Asked): DraftChange =>
  draft(host, asked, { setting: 'VmmqEnabled', proposed: 'true', gain: gainOf(asked), rule: 'vmmq-is-off-by-default-on-2016' });

const queuePairs = (host: Host, asked: Asked, pairs: number): DraftChange =>
  draft(host, asked, { setting: 'VmmqQueuePairs', proposed: String(pairs), gain: gainOf(asked), rule: 'queues-by-demand' });

const withoutQueue = (host: Host, asked: Asked): DraftChange =>
  draft(host, asked, {
    setting: 'VmqWeight',
    proposed: '0',
    gain: 'leaves its queue to adapters that receive more',
    rule: 'queues-by-demand',
  });
