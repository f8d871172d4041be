/** One run phase by phase, in one thread and one process; prints the seconds as JSON. Argument: inventory folder. */
import { readInventory } from '../src/inventory/read-inventory.ts';
import { DEFAULT_POLICY } from '../src/model/policy.ts';
import { planHost } from '../src/planners/plan-host.ts';
import { recommend } from '../src/recommend/recommend.ts';
import { renderOutcome } from '../src/reports/render-outcome.ts';
import { createSolver } from '../src/solver/facade.ts';
import { loadHighs } from '../src/solver/highs-solver.ts';
import { verifyPlan } from '../src/verify/verify-plan.ts';
import type { Phase, PhaseFigures } from './phase-figures.ts';

const [folder = ''] = process.argv.slice(2);
const seconds = new Map<Phase, number>();

const timed = <Result>(phase: Phase, work: () => Result): Result => {
  const start = performance.now();
  const result = work();
  seconds.set(phase, (performance.now() - start) / 1000);
  return result;
};

// Loaded outside the clock: a run loads it only where a host needs it.
const solver = createSolver({ second: await loadHighs() });
const { hosts, rejected } = timed('read', () => readInventory(folder));
const plans = timed('plan', () => hosts.map((host) => ({ host, plan: planHost(host, DEFAULT_POLICY, solver, false) })));
const violations = timed('verify', () => plans.flatMap(({ host, plan }) => verifyPlan(host, DEFAULT_POLICY, plan)));
const bytes = timed('render', () => {
  let length = 0;
  for (const { host, plan } of plans) {
    const { name, cluster, os } = host;
    const outcome = { kind: 'planned', host: name, cluster, os, plan, ...recommend(host, DEFAULT_POLICY, plan) } as const;
    for (const text of Object.values(renderOutcome(outcome, { rawCells: false }))) length += text.length;
  }
  return length;
});

if (rejected.length > 0 || violations.length > 0 || bytes === 0) {
  const first = violations.slice(0, 3).map(({ rule, subject, message }) => `${rule} ${subject}: ${message}`);
  throw new Error(
    [`${rejected.length} hosts rejected, ${violations.length} violations, ${bytes} characters rendered.`, ...first].join('\n'),
  );
}
const figures: PhaseFigures = {
  read: seconds.get('read') ?? 0,
  plan: seconds.get('plan') ?? 0,
  verify: seconds.get('verify') ?? 0,
  render: seconds.get('render') ?? 0,
};
console.log(JSON.stringify(figures));
