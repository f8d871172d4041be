/** Who should ask for a virtual function, and who falls back when a port is lost? */
import type { Host } from '../model/host.ts';
import { adapterLabel } from '../model/name.ts';
import type { VfFallback, VirtualFunctionPlan } from '../model/offload-plan.ts';
import type { Violation } from '../model/outcome.ts';
import type { Policy } from '../model/policy.ts';
import { type HostFacts, isSameName, type SwitchFacts } from './host-facts.ts';
import { exceeds } from './tolerance.ts';
import { poolOf, readCandidates, readUplinks, type VfUplink } from './vf-facts.ts';

/** Latency-sensitive adapters that no rule refuses and that do not ask. Whether one that no port could serve should ask is left open. */
export const judgeShouldAsk = (host: Host, facts: HostFacts, plan: VirtualFunctionPlan, violations: Violation[]): void => {
  const possible = facts.switches.some((one) => one.vswitch.iovEnabled);
  if (!possible && plan.shouldAsk.length === 0) return;
  const quiet = readCandidates(host, facts, (adapter) => adapter.latencySensitive && !adapter.iov).filter((one) => one.refusal === null);
  for (const label of plan.shouldAsk) {
    if (quiet.some((one) => one.label === label)) continue;
    violations.push({ rule: 'vf-should-ask', subject: label, message: 'The adapter asks, does not care for latency, or may not ask.' });
  }
  for (const one of quiet) {
    const open = one.adapter.guestTeam || one.on === null || one.on.uplinks.every((nic) => poolOf(nic) === 0);
    if (open || plan.shouldAsk.includes(one.label)) continue;
    violations.push({ rule: 'vf-should-ask', subject: one.label, message: 'A rule-abiding, latency-sensitive adapter is not advised.' });
  }
};

/** What the lost ports of one switch leave: adapters without a port, and room on the ports that stay. */
interface Remains {
  readonly moved: readonly { readonly label: string; readonly rate: number }[];
  readonly functions: number;
  readonly rate: number;
}

const remainsOf = (facts: SwitchFacts, policy: Policy, plan: VirtualFunctionPlan, lost: readonly string[]): Remains => {
  const moved: { label: string; rate: number }[] = [];
  let functions = 0;
  let rate = 0;
  const uplinks: ReadonlyMap<string, VfUplink> = readUplinks([facts], policy);
  for (const uplink of uplinks.values()) {
    if (lost.includes(uplink.nic.name)) continue;
    functions += uplink.pool;
    rate += uplink.share;
  }
  for (const one of plan.assigned) {
    if (!facts.uplinks.some((nic) => nic.name === one.nic)) continue;
    if (lost.includes(one.nic)) moved.push({ label: adapterLabel(one.vm, one.adapter), rate: one.rate });
    else {
      functions -= 1;
      rate -= one.rate;
    }
  }
  return { moved, functions, rate };
};

/**
 * Those on the lost ports fall back, or as many of them as the ports that stay cannot take: which of them is left to the
 * plan, but what it says to stay must fit what is left.
 */
const judgeLoss = (
  facts: HostFacts,
  policy: Policy,
  plan: VirtualFunctionPlan,
  lost: VfFallback['lost'],
  stated: readonly string[],
  violations: Violation[],
): void => {
  const subject = lost.name;
  let onLost = 0;
  for (const one of facts.switches) {
    if (!one.vswitch.iovEnabled) continue;
    const { moved, functions, rate } = remainsOf(one, policy, plan, lost.nics);
    const staying = moved.filter(({ label }) => !stated.includes(label));
    onLost += moved.length - staying.length;
    const together = staying.reduce((sum, { rate: each }) => sum + each, 0);
    if (staying.length > 0 && (staying.length > functions || exceeds(together, rate))) {
      violations.push({ rule: 'vf-fallback', subject, message: 'More adapters keep their function than the other ports can take.' });
    }
  }
  if (onLost === stated.length) return;
  violations.push({ rule: 'vf-fallback', subject, message: 'An adapter is said to fall back that is not on the lost ports.' });
};

export const judgeFallbacks = (facts: HostFacts, policy: Policy, plan: VirtualFunctionPlan, violations: Violation[]): void => {
  if (plan.assigned.length === 0 && plan.fallbacks.length === 0) return;
  for (const { lost, adapters } of plan.fallbacks) judgeLoss(facts, policy, plan, lost, adapters, violations);
  for (const nic of new Set(plan.assigned.map((one) => one.nic))) {
    if (plan.fallbacks.some(({ lost }) => lost.nics.length === 1 && lost.nics[0] === nic)) continue;
    // A loss that is not listed costs nobody a function.
    judgeLoss(facts, policy, plan, { kind: 'port', name: nic, nics: [nic] }, [], violations);
  }
  judgeGroups(facts, plan, violations);
};

const judgeGroups = (facts: HostFacts, plan: VirtualFunctionPlan, violations: Violation[]): void => {
  for (const { lost } of plan.fallbacks) {
    if (lost.kind === 'port') continue;
    for (const { uplinks } of facts.switches) {
      for (const nic of uplinks) {
        const group = nic[lost.kind];
        if (!lost.nics.includes(nic.name) || (group !== null && isSameName(group, lost.name))) continue;
        violations.push({ rule: 'vf-fallback', subject: nic.name, message: `The port is not lost with ${lost.name}.` });
      }
    }
  }
};
