/** The question which layout of its NICs serves a host best, and what is said of the answer. */
import type { ClusterChoice } from '../model/cluster-plan.ts';
import type { Host } from '../model/host.ts';
import type { Policy } from '../model/policy.ts';
import type { LayoutAdvice } from '../model/plan.ts';
import type { LayoutGroup } from '../model/topology-plan.ts';
import type { DraftContext, PlanDraft } from './draft-plan.ts';

/** A host, what is planned for it as it stands, and how to plan it otherwise. */
export interface LayoutQuestion {
  readonly host: Host;
  readonly policy: Policy;
  readonly today: PlanDraft;
  readonly context: DraftContext;
  readonly forced: ClusterChoice | null;
}

export type LayoutCounts = Pick<LayoutAdvice, 'tried' | 'byBound' | 'forbidden' | 'leftOut'>;

export interface Drafted {
  readonly layout: readonly LayoutGroup[];
  readonly draft: PlanDraft;
}
