/** Do the guaranteed rates follow from weights and capacities? */
import type { Violation } from '../model/outcome.ts';
import type { SwitchFacts } from './host-facts.ts';
import type { JudgedFlow } from './judged-flow.ts';
import { expectFigure } from './tolerance.ts';

/** `sum`: the weights that share the switch. Violations: `guaranteed-rate`, `guaranteed-after-loss`, `guaranteed-worst-pinning`. */
export const judgeGuarantees = (facts: SwitchFacts, flows: readonly JudgedFlow[], sum: number, violations: Violation[]): void => {
  const pinned = facts.vswitch.loadBalancing === 'hyper-v-port';
  for (const { label, row, weight, ceiling } of flows) {
    const share = weight / sum;
    const afterLoss = Math.min(facts.afterLoss * share, ceiling);
    const worst = pinned ? facts.slowest * share : afterLoss;
    expectFigure(violations, 'guaranteed-rate', label, Math.min(facts.total * share, ceiling), row.guaranteed, 'The guaranteed rate');
    expectFigure(violations, 'guaranteed-after-loss', label, afterLoss, row.guaranteedAfterLoss, 'The rate after the worst loss');
    expectFigure(violations, 'guaranteed-worst-pinning', label, worst, row.guaranteedWorstPinning, 'The rate in the worst pinning');
  }
};
