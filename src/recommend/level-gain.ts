/** What a change of weights buys, in the levels it serves, from today's weights to the planned ones. */
import type { FlowPlan, SwitchPlan } from '../model/plan.ts';
import type { Level } from '../model/levels.ts';
import { formatShare } from '../units/format-quantity.ts';

/** A gain below this does not show in the printed percentages. */
const VISIBLE = 0.001;

/** The first level that the plan attains better than today, such as `level drain from 41 % to 100 %`; '' where none is known. */
export const gainOfSwitch = (plan: SwitchPlan): string => textOf(gainsOf(plan)[0]);

/** The first gain among the flow's own levels, else of its switch. Flows of one role or tier have the same levels, so each is told once. */
export const flowGainsOf = (plan: SwitchPlan): ((flow: FlowPlan) => string) => {
  const gains = gainsOf(plan);
  const known = new Map<FlowPlan['role'] | FlowPlan['tier'], string>();
  return (flow) => {
    const kind = flow.vm === null ? flow.role : flow.tier;
    const before = known.get(kind);
    if (before !== undefined) return before;
    const own = levelsOf(flow);
    const gain = textOf(gains.find(({ level }) => own.includes(level)) ?? gains[0]);
    known.set(kind, gain);
    return gain;
  };
};

interface LevelGain {
  readonly level: Level;
  /** Attainments, 0 to 1. */
  readonly from: number;
  readonly to: number;
}

/** Levels that the plan attains better than today, in their order. */
const gainsOf = ({ levels, levelsToday }: SwitchPlan): readonly LevelGain[] => {
  const gains: LevelGain[] = [];
  if (levelsToday === null) return gains;
  for (const { level, attainment: to } of levels) {
    const from = levelsToday.find((today) => today.level === level)?.attainment;
    if (from !== undefined && to - from >= VISIBLE) gains.push({ level, from, to });
  }
  return gains;
};

const textOf = (gain: LevelGain | undefined): string =>
  gain === undefined ? '' : `level ${gain.level} from ${formatShare(gain.from)} to ${formatShare(gain.to)}`;

const levelsOf = ({ vm, role, tier }: FlowPlan): readonly Level[] => {
  if (vm !== null) return tier === null ? [] : [`vm-floors-${tier}`, `vm-demand-${tier}`];
  if (role === 'live-migration') return ['drain'];
  if (role === 'backup') return ['host-floors', 'vm-demand-3'];
  return role === null ? ['vm-demand-3'] : ['host-floors', 'host-demand'];
};
