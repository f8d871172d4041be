/** Virtual functions, receive queues and their processors, for `converge explain`. */
import { adapterLabel } from '../model/name.ts';
import type { NicProcessors, SwitchQueues, VfRefusal, VirtualFunctionPlan } from '../model/offload-plan.ts';
import type { HostPlan } from '../model/plan.ts';
import { formatCount, formatMbps, formatShare } from '../units/format-quantity.ts';
import { briefly, entry, row } from './explain-line.ts';
import { processorText } from './queue-cells.ts';
import { cut, padEnd, padStart } from './terminal-text.ts';

/** Nothing for a host where nobody asks for a function and no port uses queues. */
export const offloadLines = (plan: HostPlan): readonly string[] => [
  ...functionLines(plan.offloads.virtualFunctions),
  ...plan.offloads.queues.flatMap((queues) => queueLines(queues, plan)),
  ...processorLines(plan.offloads.processors),
];

const functionLines = (functions: VirtualFunctionPlan): readonly string[] => {
  const { wanted, assigned, refused, shouldAsk, fallbacks, proof, gap } = functions;
  if (wanted === 0 && shouldAsk.length === 0) return [];
  const open = proof === 'optimal' ? 'no other choice serves more' : `at most ${formatShare(gap)} of the rate could be gained`;
  const nics = [...new Set(assigned.map(({ nic }) => nic))];
  return [
    '',
    row(`Virtual functions: ${assigned.length} of ${wanted} that ask (${open})`),
    ...nics.flatMap((nic) => entry('Through', `${nic}: ${briefly(assigned.filter((each) => each.nic === nic).map(servedText))}`)),
    ...refusalLines(refused),
    ...(shouldAsk.length === 0 ? [] : entry('Should ask', briefly(shouldAsk))),
    ...fallbacks.flatMap(({ lost, adapters }) => entry('Falls back', `when ${lost.kind} ${lost.name} is lost: ${briefly(adapters)}`)),
  ];
};

const servedText = ({ vm, adapter, queuePairs }: VirtualFunctionPlan['assigned'][number]): string =>
  `${adapterLabel(vm, adapter)} (${formatCount(queuePairs, 'queue pair')})`;

/** Those that one rule refuses stand together. */
const refusalLines = (refused: VirtualFunctionPlan['refused']): readonly string[] => {
  const byRule = new Map<string, { because: VfRefusal; binding: string; labels: string[] }>();
  for (const { because, binding, vm, adapter } of refused) {
    const key = `${because}\n${binding}`;
    const known = byRule.get(key) ?? { because, binding, labels: [] };
    known.labels.push(adapterLabel(vm, adapter));
    byRule.set(key, known);
  }
  return [...byRule.values()].flatMap(({ because, binding, labels }) =>
    entry('Refused', `${because}${binding === because ? '' : ` (${binding})`}: ${briefly(labels)}`),
  );
};

const queueLines = (queues: SwitchQueues, plan: HostPlan): readonly string[] => {
  const { mode, usable, used, adapters, flows, uniform, defaultQueueLoad, defaultQueueCapacity } = queues;
  const uplinks = plan.switches.find((each) => each.switch === queues.switch)?.uplinks ?? [];
  const ports = plan.offloads.nics.filter(({ nic, queuesUsable }) => uplinks.includes(nic) && queuesUsable !== null);
  const isFull = defaultQueueLoad > defaultQueueCapacity;
  return [
    '',
    row(`Queues of ${queues.switch} (${mode} mode): ${used} of ${usable}, for ${flows.length} of ${adapters} adapters`),
    ...entry('A port', ports.map(({ nic, queuesUsed, queuesUsable }) => `${nic} ${queuesUsed ?? 0} of ${queuesUsable ?? 0}`).join(', ')),
    ...[...new Set(flows.map((flow) => flow.queues))]
      .sort((a, b) => b - a)
      .flatMap((count) => entry(`${count} each`, briefly(flows.filter((flow) => flow.queues === count).map(labelOf)))),
    ...(uniform === null ? [] : entry('Set', `VmmqQueuePairs ${uniform} on each, since a port cannot give them different counts`)),
    ...entry(
      'Default',
      `its queue receives ${formatMbps(defaultQueueLoad)} and carries ${formatMbps(defaultQueueCapacity)}${isFull ? ': overloaded' : ''}`,
    ),
  ];
};

const labelOf = ({ vm, adapter }: { readonly vm: string | null; readonly adapter: string }): string => adapterLabel(vm, adapter);

const processorLines = (processors: readonly NicProcessors[]): readonly string[] =>
  processors.length === 0
    ? []
    : [
        '',
        'Processors of the ports',
        row(`  ${padEnd('port', 28)} ${padEnd('for', 4)} ${padStart('queues', 6)} ${padStart('cores', 6)}  base  last`),
        ...processors.map(({ nic, feature, queues, base, last, maxProcessors, shared }) => {
          const range = `${padEnd(processorText(base), 5)} ${processorText(last)}${shared ? '  shared' : ''}`;
          return row(
            `  ${padEnd(cut(nic, 28), 28)} ${padEnd(feature, 4)} ${padStart(String(queues), 6)} ${padStart(String(maxProcessors), 6)}  ${range}`,
          );
        }),
      ];
