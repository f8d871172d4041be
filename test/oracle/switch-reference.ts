/** What the oracle says of one switch: shares, attainments and rates, with today's weights kept where a change gains nothing. */
import { LEVELS, type Level } from '../../src/model/levels.ts';
import type { Layer } from '../../src/model/plan.ts';
import type { Policy } from '../../src/model/policy.ts';
import { isBelow } from '../../src/units/rounding.ts';
import { type SwitchView, sum } from './capacity.ts';
import { type SwitchFlow, flowsOf, type DrainTarget, problemOf } from './switch-flows.ts';
import type { VmAdapter } from './capacity.ts';
import { attainmentsOf } from './weight-problem.ts';
import { chooseWeights, largestTarget } from './weights.ts';

export interface ReferenceFlow {
  readonly label: string;
  readonly weight: number;
  /** Weight over the sum of the weights. */
  readonly share: number;
  readonly guaranteed: number;
  readonly afterLoss: number;
  readonly worstPinning: number;
  readonly attainment: number;
}

export interface ReferenceSwitch {
  readonly switch: string;
  readonly capacity: number;
  readonly capacityAfterLoss: number;
  readonly layer: Layer;
  /** Labels of the explicit VM adapters; empty where no weights are set. */
  readonly explicit: readonly string[];
  /** null: the layer is another, the switch has no uplinks, or no weights fit the bounds. */
  readonly weights: {
    readonly kept: boolean;
    readonly sum: number;
    readonly kappa: number | null;
    /** The optimum of the nine levels that any integer vector reaches. */
    readonly optimum: Readonly<Record<Level, number>>;
  } | null;
  /** null: another layer rules, or a migration runs in a class, which is the planner's to say. */
  readonly ets: { readonly cluster: number; readonly smbDirect: number; readonly defaultClass: number } | null;
  readonly flows: readonly ReferenceFlow[];
  /** What the weights in force attain; level 6 as share over target, not yet as window over drain time. */
  readonly levels: Readonly<Record<Level, number>> | null;
}

export interface SwitchDraft {
  readonly view: SwitchView;
  readonly layer: Layer;
  readonly explicit: readonly VmAdapter[];
}

interface Division {
  readonly weights: readonly number[];
  readonly sum: number;
  readonly shares: readonly number[];
}

const byLevel = (attainments: readonly number[]): Record<Level, number> =>
  Object.fromEntries(LEVELS.map((level, i) => [level, attainments[i] ?? 1])) as Record<Level, number>;

const divide = (weights: readonly number[], total: number): Division => ({
  weights,
  sum: total,
  shares: weights.map((weight) => weight / total),
});

/** Today's weights where the switch has them on every explicit flow; null otherwise. */
const todaysDivision = (view: SwitchView, flows: readonly SwitchFlow[]): Division | null => {
  if (view.sw.bandwidthMode !== 'weight') return null;
  const defaultWeight = view.sw.defaultFlowWeight ?? 1;
  const weights = flows.map((flow) => (flow.adapter === null ? defaultWeight : (flow.adapter.weight ?? 0)));
  if (flows.some((flow, i) => flow.adapter !== null && (weights[i] ?? 0) < 1)) return null;
  const set = [...view.hostVnics, ...view.vmAdapters.map((one) => one.adapter)].map((adapter) => adapter.weight ?? 0);
  return divide(weights, sum(set) + defaultWeight);
};

const rateFlows = (view: SwitchView, flows: readonly SwitchFlow[], division: Division): ReferenceFlow[] =>
  flows.map((flow, i) => {
    const share = division.shares[i] ?? 0;
    const ceiling = flow.adapter === null ? Number.POSITIVE_INFINITY : view.ceiling;
    const afterLoss = Math.min(view.afterLoss * share, ceiling);
    const target = largestTarget(flow);
    return {
      label: flow.label,
      weight: division.weights[i] ?? 0,
      share,
      guaranteed: Math.min(view.r * share, ceiling),
      afterLoss,
      worstPinning: view.pinned && view.sw.loadBalancing === 'hyper-v-port' ? view.slowest * share : afterLoss,
      attainment: target === 0 ? 1 : Math.min(1, share / target),
    };
  });

const unweighted = (draft: SwitchDraft): ReferenceSwitch => ({
  switch: draft.view.sw.name,
  capacity: draft.view.r,
  capacityAfterLoss: draft.view.afterLoss,
  layer: draft.layer,
  explicit: [],
  weights: null,
  ets: null,
  flows: [],
  levels: null,
});

/** `windowStays` judges the share of the path that today's weights would leave it. */
export const referenceSwitch = (
  policy: Policy,
  draft: SwitchDraft,
  drain: DrainTarget | null,
  windowStays: (pathShare: number) => boolean,
): ReferenceSwitch => {
  const { view } = draft;
  if (draft.layer !== 'weights' || view.uplinks.length === 0) return unweighted(draft);
  const flows = flowsOf(view, policy, draft.explicit, drain);
  const best = chooseWeights(problemOf(flows, policy));
  if (best === null) return unweighted(draft);
  const today = todaysDivision(view, flows);
  const kept =
    today !== null &&
    today.sum > 0 &&
    attainmentsOf(flows, today.shares).every((attained, i) => !isBelow(attained, (best.attainments[i] ?? 1) - policy.min_gain)) &&
    windowStays(sum(flows.map((flow, i) => (isOfPath(flow, drain) ? (today.shares[i] ?? 0) : 0))));
  const division = kept ? today : divide(best.weights, 100);
  return {
    ...unweighted(draft),
    explicit: flows.filter((flow) => flow.kind === 'vm').map((flow) => flow.label),
    weights: { kept, sum: division.sum, kappa: kept ? null : best.kappa, optimum: byLevel(best.attainments) },
    flows: rateFlows(view, flows, division),
    levels: byLevel(attainmentsOf(flows, division.shares)),
  };
};

export const isOfPath = (flow: SwitchFlow, drain: DrainTarget | null): boolean =>
  flow.adapter !== null && drain !== null && drain.adapters.includes(flow.adapter);
