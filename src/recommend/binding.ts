/** What holds a host back most, as a code, and the words for the codes that people meet in hosts.csv. */
import type { HostPlan, LevelBinding, LevelResult, SwitchPlan } from '../model/plan.ts';
import { WINDOW_BOUNDS } from '../model/window-bound.ts';

/** Codes that this folder knows words for; a planner may name others, and those stand for themselves. */
const PHRASES: Readonly<Record<string, string>> & { readonly [Each in LevelBinding]: string } = {
  'uplink-capacity': 'the uplinks are too small for what is asked of them',
  'weight-ratio': 'the largest weight may be only so many times the smallest (max_weight_ratio)',
  'live-migration-share': 'live migration already has the largest share it may hold',
  'drain-window': 'the drain takes longer than its window',
  'weights-kept': "today's weights are kept, since new ones would gain too little",
  'path-rate': 'the migration path carries no more',
  'required-rate': 'migration gets just what its window requires',
  'cpu-headroom': 'the processors have too little left to copy faster',
  'guaranteed-share': 'migration holds no larger share of the uplinks',
  'floors-after-loss': 'the promises to others must hold after a loss',
  'host-work': 'the host takes longer than the window for its own work on each VM, whatever the bandwidth',
  'migration-stream': 'one migration copies no faster, whatever the bandwidth',
};

/** The part of a plan that says where a host stands; a draft has it too. */
export type StandingPlan = Pick<HostPlan, 'switches' | 'firstShort' | 'migration'>;

/** The worst result of the host's first short level, with its switch; null where no switch holds the level back. */
export const worstShortLevel = (plan: StandingPlan): { readonly on: SwitchPlan; readonly result: LevelResult } | null => {
  let worst: { on: SwitchPlan; result: LevelResult } | null = null;
  for (const on of plan.switches) {
    for (const result of on.levels) {
      if (result.level !== plan.firstShort?.level || result.attainment >= 1) continue;
      if (worst === null || result.attainment < worst.result.attainment) worst = { on, result };
    }
  }
  return worst;
};

const migrationBinding = (plan: StandingPlan): string => (plan.migration.kind === 'chosen' ? plan.migration.value.binding : '');

/** No share of the uplinks would keep the window: not the whole path, or no bandwidth at all. */
const isBeyondShares = (plan: StandingPlan): boolean => [...WINDOW_BOUNDS, 'path-rate'].includes(migrationBinding(plan));

/** A rule or constraint code: of the first short level, else of the migration; '' where nothing holds the host back. */
export const bindingOf = (plan: StandingPlan): string => {
  const worst = worstShortLevel(plan);
  if (worst === null) return migrationBinding(plan);
  const { binding, level } = worst.result;
  // A missed window is explained by what keeps migration slow, not by the window.
  if (level === 'drain' && (binding === null || binding === 'drain-window' || isBeyondShares(plan)))
    return migrationBinding(plan) || 'drain-window';
  if (binding !== null) return binding;
  return worst.on.weights.kind === 'chosen' && worst.on.weights.value.kept ? 'weights-kept' : 'uplink-capacity';
};

/** The code in words; an unknown code is printed as it is. */
export const phraseOf = (binding: string): string => PHRASES[binding] ?? binding;
