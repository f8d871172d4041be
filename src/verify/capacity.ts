/** Are the capacities those of the ports, all of them, and the loss the worst one? */
import type { Host, Nic } from '../model/host.ts';
import type { Violation } from '../model/outcome.ts';
import type { FailureGroup, HostPlan, SwitchPlan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { capacityOf, isSameName, type SwitchFacts } from './host-facts.ts';
import { expectFigure, isClose } from './tolerance.ts';

export const judgeNics = (host: Host, plan: HostPlan, violations: Violation[]): void => {
  if (plan.nics.length !== host.nics.length) {
    violations.push({ rule: 'nics-listed', subject: host.name, message: `${host.nics.length} ports, ${plan.nics.length} in the plan.` });
  }
  for (const nic of host.nics) {
    const row = plan.nics.find((one) => one.nic === nic.name);
    if (row === undefined) {
      violations.push({ rule: 'nics-listed', subject: nic.name, message: 'The port is not in the plan.' });
      continue;
    }
    const sameSwitch = row.switch === null || nic.switch === null ? row.switch === nic.switch : isSameName(row.switch, nic.switch);
    if (!sameSwitch || row.vfLimit !== nic.vfLimit || row.mtu !== nic.mtu) {
      violations.push({ rule: 'nic-facts', subject: nic.name, message: 'Switch, VF limit or MTU differ from the inventory.' });
    }
    expectFigure(violations, 'nic-capacity', nic.name, capacityOf(nic), row.capacity, 'The capacity');
  }
};

export const judgeCapacity = (facts: SwitchFacts, plan: SwitchPlan, violations: Violation[]): void => {
  const subject = plan.switch;
  const listed = new Set(plan.uplinks);
  if (plan.uplinks.length !== facts.uplinks.length || facts.uplinks.some((nic) => !listed.has(nic.name))) {
    violations.push({ rule: 'uplinks-listed', subject, message: 'The uplinks of the plan are not those of the switch.' });
  }
  expectFigure(violations, 'capacity', subject, facts.total, plan.capacity, 'The capacity');
  expectFigure(violations, 'capacity-after-loss', subject, facts.afterLoss, plan.capacityAfterLoss, 'The capacity after the worst loss');
  judgeWorstLoss(facts, plan, violations);
};

/** A card or a top-of-rack switch takes its ports from every switch at once; where it holds all uplinks of one, that one does not count. */
export const judgeHostCapacity = (facts: readonly SwitchFacts[], policy: Policy, plan: HostPlan, violations: Violation[]): void => {
  const subject = 'all switches';
  if ((plan.capacityAfterLoss === null) !== (facts.length === 0)) {
    violations.push({
      rule: 'host-capacity-after-loss',
      subject,
      message: 'The host has switches and no capacity, or the other way round.',
    });
    return;
  }
  if (plan.capacityAfterLoss === null) return;
  let total = 0;
  for (const one of facts) total += one.total;
  const worst = policy.survive_failure ? worstLossOf(facts) : 0;
  expectFigure(violations, 'host-capacity-after-loss', subject, total - worst, plan.capacityAfterLoss, 'The capacity after the worst loss');
};

const worstLossOf = (facts: readonly SwitchFacts[]): number => {
  if (facts.length === 1) return (facts[0] as SwitchFacts).total - (facts[0] as SwitchFacts).afterLoss;
  const costOf = (goes: (nic: Nic) => boolean): number =>
    facts.reduce((sum, { uplinks, capacities }) => {
      const gone = uplinks.map(goes);
      if (gone.every(Boolean)) return sum;
      return sum + capacities.reduce((lost, capacity, index) => (gone[index] === true ? lost + capacity : lost), 0);
    }, 0);
  const costs = facts
    .flatMap(({ uplinks }) => uplinks)
    .flatMap((nic) => [
      costOf((other) => other === nic),
      ...(['device', 'fabric'] as const).map((kind) => {
        const name = nic[kind];
        return name === null ? 0 : costOf((other) => other[kind] !== null && isSameName(other[kind], name));
      }),
    ]);
  return Math.max(0, ...costs);
};

const isLost = (nic: Nic, group: FailureGroup): boolean => {
  const name = group.kind === 'port' ? nic.name : nic[group.kind];
  return name !== null && name !== undefined && isSameName(name, group.name) && group.nics.some((one) => isSameName(one, nic.name));
};

const judgeWorstLoss = (facts: SwitchFacts, plan: SwitchPlan, violations: Violation[]): void => {
  const { worstLoss } = plan;
  if ((worstLoss !== null) !== facts.losesAnything) {
    violations.push({ rule: 'worst-loss', subject: plan.switch, message: 'A loss is named where none counts, or none where one does.' });
    return;
  }
  if (worstLoss === null) return;
  let cost = 0;
  let members = 0;
  for (let index = 0; index < facts.uplinks.length; index += 1) {
    const nic = facts.uplinks[index];
    if (nic === undefined || !isLost(nic, worstLoss)) continue;
    cost += facts.capacities[index] ?? 0;
    members += 1;
  }
  if (members !== worstLoss.nics.length || !isClose(cost, facts.total - facts.afterLoss)) {
    violations.push({ rule: 'worst-loss', subject: plan.switch, message: `The loss of ${worstLoss.name} is not the worst one.` });
  }
};
