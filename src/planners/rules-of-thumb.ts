/** What each published rule would make of the same drain, beside our plan. */
import { capOfRule, RULE_FACTS, type RuleOfThumbFact } from '../catalog/rules-of-thumb.ts';
import type { Host } from '../model/host.ts';
import type { MigrationPlan, RuleOfThumbResult } from '../model/plan.ts';
import { seconds } from '../units/quantity.ts';
import { drainTime } from './drain-time.ts';
import { breaksFloors } from './migration-plan.ts';
import type { MigrationDraft } from './plan-migration.ts';

/** Our own plan first, then every rule with our transport and its own cap and count. */
export const rulesOfThumbOf = (host: Host, draft: MigrationDraft, plan: MigrationPlan): RuleOfThumbResult[] => [
  {
    rule: 'converge',
    cap: plan.cap,
    liveMigrations: plan.option.liveMigrations,
    drain: plan.drainAtCap,
    breaksFloor: plan.breaksFloor,
  },
  ...RULE_FACTS.map((fact) => resultOf(host, draft, fact)),
];

const resultOf = (host: Host, draft: MigrationDraft, fact: RuleOfThumbFact): RuleOfThumbResult => {
  const { rules, chosen } = draft;
  const { option } = chosen.candidate;
  const linksOf = (nics: Host['nics']) => nics.map(({ link }) => link);
  const cap = capOfRule(fact, linksOf(host.nics), linksOf(draft.route.path.nics));
  const rate = Math.min(cap ?? Number.POSITIVE_INFINITY, option.by.pathRate);
  // More slots than VMs would only thin out the rate of each.
  const count = Math.min(fact.liveMigrations, rules.drain.set.memory.length);
  const { total } = drainTime(rules.drain.set, { ...option.carrier, count }, rate, rules.drain.excepted, rules.policy);
  return {
    rule: fact.rule,
    cap,
    liveMigrations: fact.liveMigrations,
    drain: seconds(total),
    breaksFloor: breaksFloors(rules, draft.route.path, rate),
  };
};
