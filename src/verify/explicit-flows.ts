/** Do the right VM adapters have a weight of their own? */
import type { Adapter, Tier } from '../model/host.ts';
import { adapterLabel, compareNames } from '../model/name.ts';
import type { Violation } from '../model/outcome.ts';
import type { Policy } from '../model/policy.ts';
import type { FlowRows } from './judged-flow.ts';

interface Candidate {
  readonly adapter: Adapter;
  readonly tier: Tier;
}

/** Tier, larger egress, VM, name. */
const compareCandidates = (a: Candidate, b: Candidate): number =>
  a.tier - b.tier ||
  b.adapter.egress - a.adapter.egress ||
  compareNames(a.adapter.vm ?? '', b.adapter.vm ?? '') ||
  compareNames(a.adapter.name, b.adapter.name);

export const judgeExplicitFlows = (policy: Policy, rows: FlowRows, switchName: string, violations: Violation[]): void => {
  let count = 0;
  let lower = 0;
  let smallestFloor = Infinity;
  let last: Candidate | null = null;
  for (const flow of rows.flows) {
    lower += flow.lower;
    if (flow.adapter === null || flow.adapter.vm === null) continue;
    count += 1;
    const candidate = { adapter: flow.adapter, tier: flow.tier ?? 3 };
    if (flow.floor > 0) smallestFloor = Math.min(smallestFloor, flow.floor);
    else if (candidate.tier === 3) {
      violations.push({ rule: 'explicit-flow-order', subject: flow.label, message: 'A tier-3 adapter without floor has no weight.' });
    } else if (last === null || compareCandidates(candidate, last) > 0) last = candidate;
  }
  if (count > policy.max_explicit_flows) {
    const message = `${count} VM adapters have a weight, the policy allows ${policy.max_explicit_flows}.`;
    violations.push({ rule: 'explicit-flow-limit', subject: switchName, message });
  }
  const room = count < policy.max_explicit_flows && lower < 100;
  for (const pooled of rows.pooled) judgePooled(pooled, room, smallestFloor, last, violations);
};

const judgePooled = (pooled: Candidate, room: boolean, smallestFloor: number, last: Candidate | null, violations: Violation[]): void => {
  const { adapter } = pooled;
  const subject = adapterLabel(adapter.vm, adapter.name);
  if (adapter.floor > 0) {
    // A floor is left to the default flow only for want of weights, and then the smallest floors go without.
    if (room || adapter.floor > smallestFloor || last !== null) {
      violations.push({ rule: 'explicit-flow-missing', subject, message: 'The adapter has a floor, and there is room for a weight.' });
    }
    return;
  }
  if (pooled.tier !== 3 && last !== null && compareCandidates(pooled, last) < 0) {
    violations.push({ rule: 'explicit-flow-order', subject, message: 'A later adapter has a weight, this one has none.' });
  }
};
