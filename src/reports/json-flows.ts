/** Switches, their flows and their levels as outcomes.jsonl holds them, and the way back. */
import type { FlowPlan, LayerLoss, LevelResult, SwitchPlan } from '../model/plan.ts';
import type { EtsClass, EtsPlan, PinningEntry } from '../model/topology-plan.ts';
import { type Columns, fromColumns, type Members, membersOf, rowsOf, someColumns, toColumns } from './json-columns.ts';

const FLOW = membersOf<FlowPlan>({
  vm: (row) => row.vm,
  adapter: (row) => row.adapter,
  role: (row) => row.role,
  tier: (row) => row.tier,
  path: (row) => row.path,
  nic: (row) => row.nic,
  egress: (row) => row.egress,
  floor: (row) => row.floor,
  weightNow: (row) => row.weightNow,
  weight: (row) => row.weight,
  etsPercent: (row) => row.etsPercent,
  guaranteed: (row) => row.guaranteed,
  guaranteedAfterLoss: (row) => row.guaranteedAfterLoss,
  guaranteedWorstPinning: (row) => row.guaranteedWorstPinning,
  attainment: (row) => row.attainment,
});
const LEVEL = membersOf<LevelResult>({
  level: (row) => row.level,
  attainment: (row) => row.attainment,
  worstFlow: (row) => row.worstFlow,
  binding: (row) => row.binding,
});
const LAYER_LOSS = membersOf<LayerLoss>({ layer: (row) => row.layer, because: (row) => row.because });
const CLASS = membersOf<EtsClass>({
  name: (row) => row.name,
  percent: (row) => row.percent,
  floor: (row) => row.floor,
  demand: (row) => row.demand,
  guaranteed: (row) => row.guaranteed,
  guaranteedAfterLoss: (row) => row.guaranteedAfterLoss,
  guaranteedWorstPinning: (row) => row.guaranteedWorstPinning,
  attainment: (row) => row.attainment,
});
export const PINNING_ENTRY = membersOf<PinningEntry>({ vm: (row) => row.vm, adapter: (row) => row.adapter, nic: (row) => row.nic });

interface LeanEts extends Omit<EtsPlan, 'classes' | 'teamMapping'> {
  readonly classes: Columns<EtsClass>;
  readonly teamMapping?: Columns<PinningEntry> | undefined;
}

type Usual = 'layersLost' | 'worstLoss' | 'ets' | 'flows' | 'levels' | 'levelsToday';

export interface LeanSwitch extends Omit<SwitchPlan, Usual> {
  readonly layersLost: Columns<LayerLoss>;
  readonly worstLoss?: SwitchPlan['worstLoss'] | undefined;
  readonly ets?: LeanEts | undefined;
  readonly levels?: Columns<LevelResult> | undefined;
  /** In order of `levels`, whose names it has where it names none. Left out where today's weights say nothing. */
  readonly levelsToday?: Columns<LevelResult> | undefined;
  readonly flows?: Columns<FlowPlan> | undefined;
}

const encodeEts = ({ classes, teamMapping, ...percents }: EtsPlan): object => ({
  cluster: percents.cluster,
  smbDirect: percents.smbDirect,
  defaultClass: percents.defaultClass,
  clusterPriority: percents.clusterPriority,
  smbDirectPriority: percents.smbDirectPriority,
  classes: toColumns(CLASS, classes),
  teamMapping: someColumns(PINNING_ENTRY, teamMapping),
});

const decodeEts = ({ classes, teamMapping, ...rest }: LeanEts): EtsPlan => ({
  ...rest,
  classes: fromColumns(CLASS, classes),
  teamMapping: rowsOf(PINNING_ENTRY, teamMapping),
});

type Pinned = Pick<FlowPlan, 'guaranteedWorstPinning' | 'guaranteedAfterLoss'>;
const FLOW_BUT_PINNING = FLOW.filter(([name]) => name !== 'guaranteedWorstPinning');
const FLOW_WITHOUT_PINNING: Members<FlowPlan> = [
  ...FLOW_BUT_PINNING,
  ['guaranteedWorstPinning', (flow) => flow.guaranteedWorstPinning, true],
];

const membersFor = (flows: readonly Pinned[]): Members<FlowPlan> => {
  if (flows.every((each) => each.guaranteedWorstPinning === each.guaranteedAfterLoss)) return FLOW_BUT_PINNING;
  return flows.every((each) => each.guaranteedWorstPinning === null) ? FLOW_WITHOUT_PINNING : FLOW;
};

/** The worst pinning is left out where it costs every flow just what the worst loss does. */
export const encodeFlows = (flows: readonly FlowPlan[]): Columns<FlowPlan> | undefined => someColumns(membersFor(flows), flows);

export const decodeFlows = (flows: Columns<FlowPlan> | undefined): readonly FlowPlan[] =>
  flows === undefined
    ? []
    : fromColumns(FLOW, { ...flows, guaranteedWorstPinning: flows.guaranteedWorstPinning ?? flows.guaranteedAfterLoss });

const LEVEL_BUT_NAME = LEVEL.filter(([name]) => name !== 'level');

const encodeToday = (today: readonly LevelResult[], levels: readonly LevelResult[]): Columns<LevelResult> => {
  const same = today.length === levels.length && today.every(({ level }, index) => level === levels[index]?.level);
  return toColumns(same ? LEVEL_BUT_NAME : LEVEL, today);
};

export const encodeSwitch = (plan: SwitchPlan): object => ({
  switch: plan.switch,
  layer: plan.layer,
  layerBecause: plan.layerBecause,
  layersLost: toColumns(LAYER_LOSS, plan.layersLost),
  uplinks: plan.uplinks,
  capacity: plan.capacity,
  capacityAfterLoss: plan.capacityAfterLoss,
  worstLoss: plan.worstLoss ?? undefined,
  weights: plan.weights,
  ets: plan.ets === null ? undefined : encodeEts(plan.ets),
  levels: someColumns(LEVEL, plan.levels),
  levelsToday: plan.levelsToday === null ? undefined : encodeToday(plan.levelsToday, plan.levels),
  flows: encodeFlows(plan.flows),
});

export const decodeSwitch = ({ layersLost, worstLoss, ets, levels, levelsToday, flows, ...rest }: LeanSwitch): SwitchPlan => ({
  ...rest,
  layersLost: fromColumns(LAYER_LOSS, layersLost),
  worstLoss: worstLoss ?? null,
  ets: ets === undefined ? null : decodeEts(ets),
  levels: rowsOf(LEVEL, levels),
  levelsToday: levelsToday === undefined ? null : fromColumns(LEVEL, { ...levelsToday, level: levelsToday.level ?? levels?.level }),
  flows: decodeFlows(flows),
});
