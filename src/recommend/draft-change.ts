/** A change before it has its place in the order of application. */
import type { Change } from '../model/outcome.ts';
import type { Setting, Target } from '../model/setting.ts';

/**
 * Steps of application, in order. An administrator must never lose the path to Management: on its way from today's share
 * to the planned one, Management never has less than the smaller of the two. So what others give up is freed first, then
 * Management grows, then the others; where Management itself gives something up, that comes last of all weights. Caps
 * come before counts, so that more migrations never run without the cap that was planned for them. What interrupts
 * traffic comes at the end, and whatever can only be set after an interruption stands behind it.
 */
export const STEPS = [
  'lower-weight',
  'lower-cluster-weight',
  'raise-management-weight',
  'raise-cluster-weight',
  'raise-weight',
  'lower-management-weight',
  'cap',
  'transport',
  'count',
  'queues',
  'virtual-function',
  'team-mapping',
  'dcb-willing',
  'dcb-policy',
  'dcb-flow-control',
  'dcb-class-lower',
  'dcb-class-raise',
  'priority-tag',
  'restart-nic',
  'restart-host-vnic',
  'recreate-switch',
  'management-weight-after-recreation',
  'cluster-weight-after-recreation',
  'weight-after-recreation',
] as const;
export type Step = (typeof STEPS)[number];

const RANK = Object.fromEntries(STEPS.map((step, index) => [step, index])) as Readonly<Record<Step, number>>;

const FIRST_DISRUPTIVE = RANK['restart-nic'];

export interface DraftChange {
  readonly step: Step;
  readonly setting: Setting;
  readonly subject: string;
  readonly target: Target;
  /** '' where today's value is not known. */
  readonly now: string;
  readonly proposed: string;
  readonly travelsWithVm: boolean;
  readonly gain: string;
  readonly rule: string;
  readonly layer: Change['layer'];
}

/** Numbers the drafts of all lists in order of application; within a step they keep the order in which they were drafted. */
export const orderChanges = (lists: readonly (readonly DraftChange[])[]): readonly Change[] => {
  const byRank = draftsByRank(lists);
  const changes: Change[] = [];
  for (let rank = 0; rank < byRank.length; rank += 1) {
    for (const draft of byRank[rank] ?? []) changes.push(changeOf(draft, changes.length + 1, rank >= FIRST_DISRUPTIVE));
  }
  return changes;
};

/** A host has few steps of the many, so lists are made only for those it has. */
const draftsByRank = (lists: readonly (readonly DraftChange[])[]): readonly (readonly DraftChange[] | undefined)[] => {
  const byRank: (DraftChange[] | undefined)[] = STEPS.map(() => undefined);
  for (const drafts of lists) {
    for (const draft of drafts) {
      const rank = RANK[draft.step];
      const ofStep = byRank[rank];
      if (ofStep === undefined) byRank[rank] = [draft];
      else ofStep.push(draft);
    }
  }
  return byRank;
};

const changeOf = (draft: DraftChange, order: number, disruptive: boolean): Change => ({
  order,
  setting: draft.setting,
  subject: draft.subject,
  target: draft.target,
  now: draft.now,
  proposed: draft.proposed,
  disruptive,
  travelsWithVm: draft.travelsWithVm,
  gain: draft.gain,
  rule: draft.rule,
  layer: draft.layer,
});

/** A setting as it stands today; '' where it is not known. */
export const textOf = (value: number | null): string => (value === null ? '' : String(value));

/** Today's value differs from the proposed one, or is not known. */
export const differs = (now: number | string | null, proposed: number | string): boolean => now === null || now !== proposed;
