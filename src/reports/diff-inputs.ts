/**
 * What a report shows of a host's inputs, then and now. An outcome holds demands, promises, NICs, VMs and today's settings;
 * memory, ingress, caps and the like it does not hold, so "nothing differs" here is not "nothing differs".
 */
import { adapterLabel, nameKey } from '../model/name.ts';
import type { PlannedOutcome } from '../model/outcome.ts';
import type { FlowPlan, HostPlan } from '../model/plan.ts';
import { formatDecimal } from '../units/format-decimal.ts';

/** One thing of a host: how people call it, and its value as text. */
interface Fact {
  readonly label: string;
  readonly value: string;
  /** What adds up over several of them; null: nothing does. */
  readonly amount: number | null;
}
type Facts = ReadonlyMap<string, Fact>;

interface InputTable {
  readonly what: string;
  readonly facts: (outcome: PlannedOutcome) => Facts;
  /** What stands for several: the sum of their amounts, how many the host has, or nothing. */
  readonly several: 'sum' | 'count' | 'blank';
  /** Only things that both runs hold: what came or went is told once, by another table. */
  readonly inBoth: boolean;
  /** The policy has a say in the value, so under another policy it says nothing of the input. */
  readonly ofPolicy?: true;
}

export interface InputDifference {
  readonly what: string;
  readonly subject: string;
  readonly earlier: string;
  readonly now: string;
}

const NAMES_SHOWN = 3;

const factsOf = <Item>(items: readonly Item[], fact: (item: Item) => readonly [string, Fact]): Facts => new Map(items.map(fact));

const text = (label: string, value: string): Fact => ({ label, value, amount: null });
const figure = (label: string, value: number): Fact => ({ label, value: formatDecimal(value), amount: value });

const allFlows = (plan: HostPlan): readonly { readonly flow: FlowPlan; readonly on: string }[] => [
  ...plan.switches.flatMap((each) => each.flows.map((flow) => ({ flow, on: each.switch }))),
  ...plan.directFlows.map((flow) => ({ flow, on: '' })),
];

/** Rows for an adapter; the default flow is many, and what it asks for was computed. */
const adapterFlows = (plan: HostPlan): readonly { readonly flow: FlowPlan; readonly on: string }[] =>
  allFlows(plan).filter(({ flow }) => flow.role !== null);

const flowKey = (flow: FlowPlan, on: string): string => nameKey(`${flow.vm ?? ''}\n${flow.adapter}\n${flow.role === null ? on : ''}`);
const flowLabel = (flow: FlowPlan, on: string): string =>
  flow.role === null ? `${flow.adapter} of ${on}` : adapterLabel(flow.vm, flow.adapter);

const flowFacts =
  (flows: (plan: HostPlan) => readonly { readonly flow: FlowPlan; readonly on: string }[], fact: (label: string, flow: FlowPlan) => Fact) =>
  ({ plan }: PlannedOutcome): Facts =>
    factsOf(flows(plan), ({ flow, on }) => [flowKey(flow, on), fact(flowLabel(flow, on), flow)]);

const vmFacts = ({ plan, blockers }: PlannedOutcome): Facts => {
  const facts = new Map<string, Fact>();
  for (const { flow } of adapterFlows(plan)) if (flow.vm !== null) facts.set(nameKey(flow.vm), text(flow.vm, 'running'));
  // A VM without an adapter is seen only where it does not run.
  for (const { vm, reason } of blockers) if (reason === 'not-running') facts.set(nameKey(vm), text(vm, 'not running'));
  return facts;
};

const HOST_ADAPTERS = 'host vNICs';

/** The adapters of each VM, and those of the host, as one text: one that came or went is a difference of its owner. */
const ownerFacts = ({ plan }: PlannedOutcome): Facts => {
  const adapters = new Map<string, { readonly label: string; readonly values: string[] }>();
  for (const { flow } of adapterFlows(plan)) {
    const key = flow.vm === null ? '' : nameKey(flow.vm);
    const owner = adapters.get(key) ?? { label: flow.vm ?? HOST_ADAPTERS, values: [] };
    owner.values.push(`${flow.adapter} (${flow.tier === null ? (flow.role ?? '') : `tier ${flow.tier}`})`);
    adapters.set(key, owner);
  }
  return new Map([...adapters].map(([key, { label, values }]) => [key, text(label, values.sort().join(', '))]));
};

/** Values of today that stand beside a proposal; those that need no change are in no report. */
const settingFacts = ({ changes }: PlannedOutcome): Facts =>
  factsOf(
    changes.filter(
      ({ now, setting }) => now !== '' && setting !== 'MinimumBandwidthWeight' && setting !== 'DefaultFlowMinimumBandwidthWeight',
    ),
    ({ setting, subject, now }) => [nameKey(`${setting}\n${subject}`), text(subject === '' ? setting : `${setting} of ${subject}`, now)],
  );

const one = (value: string | number | null): Facts =>
  new Map(value === null ? [] : [['', typeof value === 'number' ? figure('', value) : text('', value)]]);

const cpuHead = ({ plan: { migration } }: PlannedOutcome): number | null => (migration.kind === 'chosen' ? migration.value.cpuHead : null);

const portText = ({ capacity, switch: on, mtu, vfLimit }: HostPlan['nics'][number]): string =>
  `${formatDecimal(capacity)} Mbit/s, ${on === null ? 'no switch' : `switch ${on}`}, MTU ${mtu}, ${vfLimit} VFs`;

const INPUT_TABLES: readonly InputTable[] = [
  { what: 'os', facts: ({ os }) => one(os), several: 'blank', inBoth: false },
  { what: 'cluster', facts: ({ cluster }) => one(cluster), several: 'blank', inBoth: false },
  { what: 'managed_by', facts: ({ managedBy }) => one(managedBy), several: 'blank', inBoth: false },
  { what: 'cluster_uplink_mbps', facts: ({ clusterUplink }) => one(clusterUplink), several: 'blank', inBoth: false },
  { what: 'drain_window_minutes', facts: ({ plan }) => one(plan.drainWindow), several: 'blank', inBoth: true, ofPolicy: true },
  { what: 'cpu_headroom_cores', facts: (outcome) => one(cpuHead(outcome)), several: 'blank', inBoth: true, ofPolicy: true },
  {
    what: 'nics',
    facts: ({ plan }) => factsOf(plan.nics, (nic) => [nameKey(nic.nic), text(nic.nic, portText(nic))]),
    several: 'count',
    inBoth: false,
  },
  {
    what: 'switches',
    facts: ({ plan }) => factsOf(plan.switches, (each) => [nameKey(each.switch), text(each.switch, each.uplinks.join(', '))]),
    several: 'count',
    inBoth: false,
  },
  { what: 'vms', facts: vmFacts, several: 'count', inBoth: false },
  { what: 'adapters', facts: ownerFacts, several: 'blank', inBoth: true },
  { what: 'demand_mbps', facts: flowFacts(adapterFlows, (label, { egress }) => figure(label, egress)), several: 'sum', inBoth: true },
  { what: 'promised_mbps', facts: flowFacts(adapterFlows, (label, { floor }) => figure(label, floor)), several: 'sum', inBoth: true },
  {
    what: 'weights_today',
    facts: flowFacts(allFlows, (label, { weightNow }) => (weightNow === null ? text(label, '') : figure(label, weightNow))),
    several: 'blank',
    inBoth: true,
  },
  { what: 'settings_today', facts: settingFacts, several: 'blank', inBoth: true },
];

export const INPUT_KINDS: readonly string[] = INPUT_TABLES.map(({ what }) => what);

interface Changed {
  readonly label: string;
  readonly earlier: Fact | undefined;
  readonly now: Fact | undefined;
}

const changedOf = (earlier: Facts, now: Facts, inBoth: boolean): readonly Changed[] => {
  const changed: Changed[] = [];
  for (const [key, before] of earlier) {
    const after = now.get(key);
    if (after === undefined ? !inBoth : after.value !== before.value)
      changed.push({ label: (after ?? before).label, earlier: before, now: after });
  }
  if (!inBoth) for (const [key, after] of now) if (!earlier.has(key)) changed.push({ label: after.label, earlier: undefined, now: after });
  return changed;
};

const nameOf = ({ label, earlier, now }: Changed): string =>
  earlier === undefined ? `${label} (new)` : now === undefined ? `${label} (gone)` : label;

const namesOf = (changed: readonly Changed[]): string => {
  const shown = changed.slice(0, NAMES_SHOWN).map(nameOf).join(', ');
  return changed.length > NAMES_SHOWN ? `${shown} and ${changed.length - NAMES_SHOWN} more` : shown;
};

const sumOf = (facts: readonly (Fact | undefined)[]): string => formatDecimal(facts.reduce((sum, fact) => sum + (fact?.amount ?? 0), 0));

const valuesOf = (table: InputTable, changed: readonly Changed[], earlier: Facts, now: Facts): readonly [string, string] => {
  const [only] = changed;
  if (changed.length === 1 && only !== undefined) return [only.earlier?.value ?? '', only.now?.value ?? ''];
  if (table.several === 'count') return [String(earlier.size), String(now.size)];
  if (table.several === 'sum') return [sumOf(changed.map((each) => each.earlier)), sumOf(changed.map((each) => each.now))];
  return ['', ''];
};

/**
 * The inputs of a host that a report shows and that differ, one entry a kind; adapters of a VM that came or went go with
 * their VM.
 */
export const compareInputs = (earlier: PlannedOutcome, now: PlannedOutcome, samePolicy: boolean): readonly InputDifference[] =>
  INPUT_TABLES.flatMap((table) => {
    if (table.ofPolicy === true && !samePolicy) return [];
    const [before, after] = [table.facts(earlier), table.facts(now)];
    const changed = changedOf(before, after, table.inBoth);
    if (changed.length === 0) return [];
    const [was, is] = valuesOf(table, changed, before, after);
    const subject = changed.length === 1 && changed[0]?.label === '' ? '' : namesOf(changed);
    return [{ what: table.what, subject, earlier: was, now: is }];
  });

/**
 * What stays of a host when it gets another name: its ports and its VMs. null where it has no VM, since empty hosts of
 * one make look alike.
 */
export const identityOf = (outcome: PlannedOutcome): string | null => {
  const vms = [...vmFacts(outcome).keys()].sort();
  if (vms.length === 0) return null;
  const ports = outcome.plan.nics.map((nic) => `${nameKey(nic.nic)} ${portText(nic)}`);
  return JSON.stringify([outcome.os, ports, vms]);
};
