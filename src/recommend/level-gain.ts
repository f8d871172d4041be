/** What a change of weights buys, in the levels it serves, from today's weights to the planned ones. */
import type { FlowPlan, LevelResult, SwitchPlan } from '../model/plan.ts';
import type { Level } from '../model/levels.ts';
import { formatShare } from '../units/format-quantity.ts';

/** A gain below this does not show in the printed percentages. */
const VISIBLE = 0.001;

/** The first level that the plan attains better than today, such as `level drain from 41 % to 100 %`; '' where none is known. */
export const gainOfSwitch = (plan: SwitchPlan): string => firstGain(plan, () => true);

/** The first gain among the flow's own levels, else of its switch. Flows of one role or tier have the same levels, so each is told once. */
export const flowGainsOf = (plan: SwitchPlan): ((flow: FlowPlan) => string) => {
  const known = new Map<FlowPlan['role'] | FlowPlan['tier'], string>();
  return (flow) => {
    const kind = flow.vm === null ? flow.role : flow.tier;
    const before = known.get(kind);
    if (before !== undefined) return before;
    const own = levelsOf(flow);
    const gain = firstGain(plan, (level) => own.includes(level)) || gainOfSwitch(plan);
    known.set(kind, gain);
    return gain;
  };
};

const firstGain = (plan: SwitchPlan, wanted: (level: Level) => boolean): string => {
  if (plan.levelsToday === null) return '';
  for (const planned of plan.levels) {
    const today = plan.levelsToday.find(({ level }) => level === planned.level);
    if (today !== undefined && wanted(planned.level) && gains(today, planned)) {
      return `level ${planned.level} from ${formatShare(today.attainment)} to ${formatShare(planned.attainment)}`;
    }
  }
  return '';
};

const gains = (today: LevelResult, planned: LevelResult): boolean => planned.attainment - today.attainment >= VISIBLE;

const levelsOf = ({ vm, role, tier }: FlowPlan): readonly Level[] => {
  if (vm !== null) return tier === null ? [] : [`vm-floors-${tier}`, `vm-demand-${tier}`];
  if (role === 'live-migration') return ['drain'];
  if (role === 'backup') return ['host-floors', 'vm-demand-3'];
  return role === null ? ['vm-demand-3'] : ['host-floors', 'host-demand'];
};
