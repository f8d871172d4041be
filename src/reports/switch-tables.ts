/** levels.csv, flows.csv and nics.csv: what each switch of a planned host gives to whom. */
import type { NicOffload, NicProcessors } from '../model/offload-plan.ts';
import type { Outcome } from '../model/outcome.ts';
import type { FlowPlan, LevelResult, NicPlan } from '../model/plan.ts';
import { ETS_CLASS_LABELS, type EtsPlan, type JumboProposal } from '../model/topology-plan.ts';
import { processorText, queuesOfFlows } from './queue-cells.ts';
import type { Column, Table } from './table.ts';

interface LevelRow {
  readonly host: string;
  readonly switch: string;
  readonly result: LevelResult;
}

interface FlowRow {
  readonly host: string;
  readonly switch: string | null;
  readonly flow: FlowPlan;
  readonly queues: number | null;
  /** Today's weights stay as they are. */
  readonly kept: boolean;
}

interface NicRow {
  readonly host: string;
  readonly nic: NicPlan;
  readonly offload: NicOffload | undefined;
  readonly processors: NicProcessors | undefined;
  readonly ets: EtsPlan | null;
  readonly jumbo: readonly JumboProposal[];
}

const levelColumns: readonly Column<LevelRow>[] = [
  { name: 'host', cell: (row) => row.host },
  { name: 'switch', cell: (row) => row.switch },
  { name: 'level', cell: ({ result }) => result.level },
  { name: 'attainment', cell: ({ result }) => result.attainment },
  { name: 'worst_flow', cell: ({ result }) => result.worstFlow },
];

/**
 * An adapter that moves into the default flow gives its own weight up, unless today's weights are kept; one whose weight today is not
 * known has no difference.
 */
const weightChange = ({ flow: { path, weight, weightNow }, kept }: FlowRow): number | null => {
  if (weightNow === null) return null;
  if (weight !== null) return weight - weightNow;
  if (path !== 'default-flow' || weightNow === 0) return null;
  return kept ? 0 : -weightNow;
};

const flowColumns: readonly Column<FlowRow>[] = [
  { name: 'host', cell: (row) => row.host },
  { name: 'switch', cell: (row) => row.switch },
  { name: 'vm', cell: ({ flow }) => flow.vm },
  { name: 'adapter', cell: ({ flow }) => flow.adapter },
  { name: 'role', cell: ({ flow }) => flow.role },
  { name: 'tier', cell: ({ flow }) => flow.tier },
  { name: 'path', cell: ({ flow }) => flow.path },
  { name: 'nic', cell: ({ flow }) => flow.nic },
  { name: 'egress_mbps', cell: ({ flow }) => flow.egress },
  { name: 'floor_mbps', cell: ({ flow }) => flow.floor },
  { name: 'weight_now', cell: ({ flow }) => flow.weightNow },
  { name: 'weight', cell: ({ flow }) => flow.weight },
  { name: 'ets_pct', cell: ({ flow }) => flow.etsPercent },
  { name: 'guaranteed_mbps', cell: ({ flow }) => flow.guaranteed },
  { name: 'guaranteed_after_nic_loss_mbps', cell: ({ flow }) => flow.guaranteedAfterLoss },
  { name: 'guaranteed_worst_pinning_mbps', cell: ({ flow }) => flow.guaranteedWorstPinning },
  { name: 'attainment', cell: ({ flow }) => flow.attainment },
  { name: 'queues', cell: ({ queues }) => queues },
  { name: 'change', cell: weightChange },
];

const nicColumns: readonly Column<NicRow>[] = [
  { name: 'host', cell: (row) => row.host },
  { name: 'nic', cell: ({ nic }) => nic.nic },
  { name: 'switch', cell: ({ nic }) => nic.switch },
  { name: 'capacity_mbps', cell: ({ nic }) => nic.capacity },
  // A port without functions has none to use.
  { name: 'vfs_used', cell: ({ nic, offload }) => (nic.vfLimit === 0 ? null : (offload?.vfsUsed ?? null)) },
  { name: 'vf_limit', cell: ({ nic }) => nic.vfLimit },
  { name: 'queues_used', cell: ({ offload }) => offload?.queuesUsed ?? null },
  { name: 'queues_usable', cell: ({ offload }) => offload?.queuesUsable ?? null },
  { name: 'base_processor', cell: ({ processors }) => (processors === undefined ? null : processorText(processors.base)) },
  { name: 'max_processors', cell: ({ processors }) => processors?.maxProcessors ?? null },
  { name: 'processor_list', cell: ({ processors }) => processors?.processors.map(processorText).join(' ') ?? null },
  { name: 'ets_cluster_pct', cell: ({ ets }) => ets?.cluster ?? null },
  { name: 'ets_smb_pct', cell: ({ ets }) => ets?.smbDirect ?? null },
  { name: 'ets_default_pct', cell: ({ ets }) => ets?.defaultClass ?? null },
  { name: 'mtu', cell: ({ nic }) => nic.mtu },
  { name: 'mtu_proposed', cell: ({ nic, jumbo }) => jumbo.find(({ kind, name }) => kind === 'nic' && name === nic.nic)?.mtu ?? null },
];

const levelRows = (outcome: Outcome): readonly LevelRow[] =>
  outcome.kind !== 'planned'
    ? []
    : outcome.plan.switches.flatMap((each) => each.levels.map((result) => ({ host: outcome.host, switch: each.switch, result })));

/** The DCB classes of a switch as flows: what they are promised, their adapters share. */
const classFlows = (ets: EtsPlan | null): readonly FlowPlan[] =>
  (ets?.classes ?? []).map(({ name, percent, demand, floor, ...promised }) => ({
    vm: null,
    adapter: ETS_CLASS_LABELS[name],
    role: null,
    tier: null,
    path: name === 'smb-direct' ? 'rdma' : 'switch',
    nic: null,
    egress: demand,
    floor,
    weightNow: null,
    weight: null,
    etsPercent: percent,
    ...promised,
  }));

const flowRows = (outcome: Outcome): readonly FlowRow[] => {
  if (outcome.kind !== 'planned') return [];
  const { host, plan } = outcome;
  const rows: FlowRow[] = [];
  for (const each of plan.switches) {
    const queuesOf = queuesOfFlows(plan, each.switch);
    const kept = each.weights.kind === 'chosen' && each.weights.value.kept;
    for (const flow of each.flows) rows.push({ host, switch: each.switch, flow, queues: queuesOf(flow), kept });
    for (const flow of classFlows(each.ets)) rows.push({ host, switch: each.switch, flow, queues: null, kept });
  }
  for (const flow of plan.directFlows) rows.push({ host, switch: null, flow, queues: null, kept: false });
  return rows;
};

const nicRows = (outcome: Outcome): readonly NicRow[] =>
  outcome.kind !== 'planned'
    ? []
    : outcome.plan.nics.map((nic, index) => ({
        host: outcome.host,
        nic,
        offload: outcome.plan.offloads.nics[index],
        processors: outcome.plan.offloads.processors.find((each) => each.nic === nic.nic),
        ets: outcome.plan.switches.find(({ uplinks }) => uplinks.includes(nic.nic))?.ets ?? null,
        jumbo: outcome.plan.jumbo,
      }));

export const LEVELS_TABLE: Table<LevelRow> = { file: 'levels.csv', columns: levelColumns, rows: levelRows };
export const FLOWS_TABLE: Table<FlowRow> = { file: 'flows.csv', columns: flowColumns, rows: flowRows };
export const NICS_TABLE: Table<NicRow> = { file: 'nics.csv', columns: nicColumns, rows: nicRows };
