/** Virtual functions, queues and processors as outcomes.jsonl holds them, and the way back. */
import type {
  FlowQueues,
  LogicalProcessor,
  NicOffload,
  NicProcessors,
  OffloadPlan,
  SwitchQueues,
  VfAssignment,
  VfRefused,
  VirtualFunctionPlan,
} from '../model/offload-plan.ts';
import type { FlowPlan, SwitchPlan } from '../model/plan.ts';
import { type Columns, membersOf, rowsOf, someColumns, unless, unlessEmpty } from './json-columns.ts';
import { placesOfAdapters, processorText } from './queue-cells.ts';

const FLOW_QUEUES = membersOf<FlowQueues>({
  vm: (row) => row.vm,
  adapter: (row) => row.adapter,
  queues: (row) => row.queues,
  carried: (row) => row.carried,
});
const PLACED_QUEUES = membersOf<PlacedQueues>({ flow: (row) => row.flow, queues: (row) => row.queues, carried: (row) => row.carried });
const NIC_OFFLOAD = membersOf<NicOffload>({
  nic: (row) => row.nic,
  vfsUsed: (row) => row.vfsUsed,
  queuesUsable: (row) => row.queuesUsable,
  queuesUsed: (row) => row.queuesUsed,
});
const REFUSED = membersOf<VfRefused>({
  vm: (row) => row.vm,
  adapter: (row) => row.adapter,
  because: (row) => row.because,
  binding: (row) => row.binding,
});
const ASSIGNMENT = membersOf<VfAssignment>({
  vm: (row) => row.vm,
  adapter: (row) => row.adapter,
  switch: (row) => row.switch,
  nic: (row) => row.nic,
  rate: (row) => row.rate,
  queuePairs: (row) => row.queuePairs,
  allowTeaming: (row) => row.allowTeaming,
});

interface LeanFunctions extends Pick<VirtualFunctionPlan, 'wanted' | 'proof' | 'gap'> {
  readonly assigned?: Columns<VfAssignment> | undefined;
  readonly refused?: Columns<VfRefused> | undefined;
  readonly shouldAsk?: VirtualFunctionPlan['shouldAsk'] | undefined;
  readonly fallbacks?: VirtualFunctionPlan['fallbacks'] | undefined;
}

/** `flow` is the place of the adapter among the flows of its switch; where one is none of them, all are named. */
interface LeanQueues extends Omit<SwitchQueues, 'flows'> {
  readonly flows?: Columns<FlowQueues> | Columns<PlacedQueues> | undefined;
}

interface PlacedQueues extends Pick<FlowQueues, 'queues' | 'carried'> {
  readonly flow: number;
}

/** Processors as Windows writes them, `group:number`, with a space between. */
interface LeanProcessors extends Omit<NicProcessors, 'base' | 'last' | 'processors' | 'shared' | 'oneCoreIsEnough'> {
  /** Left out where it is the first of the list; the last likewise. */
  readonly base?: string | undefined;
  readonly last?: string | undefined;
  readonly processors: string;
  /** Left out where it is not so. */
  readonly shared?: boolean | undefined;
  readonly oneCoreIsEnough?: boolean | undefined;
}

export interface LeanOffloads {
  /** Left out where nothing is to be said: no adapter asks or should ask. */
  readonly virtualFunctions?: LeanFunctions | undefined;
  readonly queues?: readonly LeanQueues[] | undefined;
  readonly nics?: Columns<NicOffload> | undefined;
  readonly processors?: readonly LeanProcessors[] | undefined;
}

const NO_FUNCTIONS: VirtualFunctionPlan = { wanted: 0, assigned: [], refused: [], shouldAsk: [], fallbacks: [], proof: 'optimal', gap: 0 };

const encodeFunctions = (plan: VirtualFunctionPlan): object | undefined => {
  const { wanted, assigned, refused, shouldAsk, fallbacks, proof, gap } = plan;
  const said = wanted + assigned.length + refused.length + shouldAsk.length + fallbacks.length;
  if (said === 0 && proof === NO_FUNCTIONS.proof && gap === NO_FUNCTIONS.gap) return undefined;
  return {
    wanted,
    proof,
    gap,
    assigned: someColumns(ASSIGNMENT, assigned),
    refused: someColumns(REFUSED, refused),
    shouldAsk: unlessEmpty(shouldAsk),
    fallbacks: unlessEmpty(fallbacks),
  };
};

const decodeFunctions = ({ wanted, assigned, refused, shouldAsk, fallbacks, proof, gap }: LeanFunctions): VirtualFunctionPlan => ({
  wanted,
  assigned: rowsOf(ASSIGNMENT, assigned),
  refused: rowsOf(REFUSED, refused),
  shouldAsk: shouldAsk ?? [],
  fallbacks: fallbacks ?? [],
  proof,
  gap,
});

const encodeQueues = (each: SwitchQueues, switches: readonly SwitchPlan[]): object => ({
  switch: each.switch,
  mode: each.mode,
  usable: each.usable,
  used: each.used,
  adapters: each.adapters,
  uniform: each.uniform,
  defaultQueueLoad: each.defaultQueueLoad,
  defaultQueueCapacity: each.defaultQueueCapacity,
  byDefault: each.byDefault,
  flows: encodeFlowQueues(each.flows, flowsOf(each.switch, switches)),
});

const flowsOf = (name: string, switches: readonly SwitchPlan[]): readonly FlowPlan[] =>
  switches.find((each) => each.switch === name)?.flows ?? [];

const encodeFlowQueues = (queues: readonly FlowQueues[], flows: readonly FlowPlan[]): LeanQueues['flows'] => {
  const placeOf = placesOfAdapters(flows);
  const placed: PlacedQueues[] = [];
  for (const each of queues) {
    const flow = placeOf(each);
    if (flow < 0) return someColumns(FLOW_QUEUES, queues);
    placed.push({ flow, queues: each.queues, carried: each.carried });
  }
  return someColumns(PLACED_QUEUES, placed);
};

const decodeFlowQueues = (columns: LeanQueues['flows'], flows: readonly FlowPlan[]): readonly FlowQueues[] => {
  if (columns === undefined || !('flow' in columns)) return rowsOf(FLOW_QUEUES, columns as Columns<FlowQueues>);
  return rowsOf(PLACED_QUEUES, columns).map(({ flow, queues, carried }) => {
    const { vm = null, adapter = '' } = flows[flow] ?? {};
    return { vm, adapter, queues, carried };
  });
};

const processorOf = (text: string): LogicalProcessor => {
  const [group = '', number = ''] = text.split(':');
  return { group: Number(group), number: Number(number) };
};

const encodeProcessors = (each: NicProcessors): object => {
  const list = each.processors.map(processorText);
  return {
    nic: each.nic,
    feature: each.feature,
    queues: each.queues,
    maxProcessors: each.maxProcessors,
    processors: list.join(' '),
    base: unless(processorText(each.base), list[0]),
    last: unless(processorText(each.last), list.at(-1)),
    shared: unless(each.shared, false),
    oneCoreIsEnough: unless(each.oneCoreIsEnough, false),
  };
};

const decodeProcessors = (each: LeanProcessors): NicProcessors => {
  const list = each.processors === '' ? [] : each.processors.split(' ');
  return {
    nic: each.nic,
    feature: each.feature,
    queues: each.queues,
    base: processorOf(each.base ?? list[0] ?? ''),
    last: processorOf(each.last ?? list.at(-1) ?? ''),
    maxProcessors: each.maxProcessors,
    processors: list.map(processorOf),
    shared: each.shared ?? false,
    oneCoreIsEnough: each.oneCoreIsEnough ?? false,
  };
};

export const encodeOffloads = ({ virtualFunctions, queues, nics, processors }: OffloadPlan, switches: readonly SwitchPlan[]): object => ({
  virtualFunctions: encodeFunctions(virtualFunctions),
  queues: unlessEmpty(queues.map((each) => encodeQueues(each, switches))),
  nics: someColumns(NIC_OFFLOAD, nics),
  processors: unlessEmpty(processors.map(encodeProcessors)),
});

export const decodeOffloads = (
  { virtualFunctions, queues, nics, processors }: LeanOffloads,
  switches: readonly SwitchPlan[],
): OffloadPlan => ({
  virtualFunctions: virtualFunctions === undefined ? NO_FUNCTIONS : decodeFunctions(virtualFunctions),
  queues: (queues ?? []).map(({ flows, ...rest }) => ({ ...rest, flows: decodeFlowQueues(flows, flowsOf(rest.switch, switches)) })),
  nics: rowsOf(NIC_OFFLOAD, nics),
  processors: (processors ?? []).map(decodeProcessors),
});
