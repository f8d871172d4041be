/** Every rule of the table held against one host, with every verdict kept. */
import type { Host } from '../model/host.ts';
import { adapterLabel } from '../model/name.ts';
import type { Rule, Use } from './rule.ts';
import { coversOs } from './rule-for.ts';
import { RULES } from './rules.ts';
import { type SeenHost, seeHost } from './seen-host.ts';

/**
 * What became of a rule on a host. triggered: the combination is in use and should not be, or its condition is not met;
 * holds: it is in use as it should be; not-applicable: it is not in use, or the rule is about another team or operating
 * system; not-observable: the inventory does not show it.
 */
export type RuleStatus = 'triggered' | 'holds' | 'not-applicable' | 'not-observable';

export interface RuleVerdict {
  readonly rule: Rule;
  readonly status: RuleStatus;
  /** Switches, adapters, VMs or the host that the status is about, in order of the inventory. */
  readonly subjects: readonly string[];
}

/** All rules, in the order of the table. */
export const evaluateRules = (host: Host): readonly RuleVerdict[] => {
  const seen = seeHost(host);
  return RULES.map((rule) => evaluateRule(rule, seen));
};

/** Those about something in use on the host, in the order of the table. */
export const rulesInUse = (host: Host): readonly RuleVerdict[] => {
  const seen = seeHost(host);
  const inUse: RuleVerdict[] = [];
  for (const rule of OBSERVABLE) {
    const verdict = evaluateRule(rule, seen);
    if (verdict.subjects.length > 0) inUse.push(verdict);
  }
  return inUse;
};

/**
 * Ids of the exclusions that the wiring of the host breaks: switches, teams and ports, not what single adapters ask for.
 * None: the layout is legal.
 */
export const layoutViolations = (host: Host): readonly string[] => {
  const seen = seeHost(host);
  return LAYOUT_RULES.filter((rule) => evaluateRule(rule, seen).status === 'triggered').map(({ id }) => id);
};

const OBSERVABLE = RULES.filter(({ look }) => look.at !== 'nowhere');

/** Shares follow the layout and are set after it, so they make none illegal. */
const isAboutLayout = ({ verdict, look, feature }: Rule): boolean =>
  verdict.kind === 'excluded' && (look.at === 'switch' || look.at === 'host') && feature !== 'weights' && feature !== 'absolute-bandwidth';

const LAYOUT_RULES = OBSERVABLE.filter(isAboutLayout);

const evaluateRule = (rule: Rule, seen: SeenHost): RuleVerdict => {
  if (rule.look.at === 'nowhere') return { rule, status: 'not-observable', subjects: [] };
  if (!coversOs(rule, seen.host.os)) return { rule, status: 'not-applicable', subjects: [] };
  const found: Record<Use, string[]> = { absent: [], sound: [], broken: [], unseen: [] };
  ask(rule, seen, (subject, use) => {
    if (use !== 'absent') found[use].push(subject);
  });
  if (found.broken.length > 0) return { rule, status: 'triggered', subjects: found.broken };
  if (found.unseen.length > 0) return { rule, status: 'not-observable', subjects: found.unseen };
  if (found.sound.length > 0) return { rule, status: 'holds', subjects: found.sound };
  return { rule, status: 'not-applicable', subjects: [] };
};

const ask = (rule: Rule, seen: SeenHost, answer: (subject: string, use: Use) => void): void => {
  const { look } = rule;
  if (look.at === 'host') answer(seen.host.name, look.use(seen));
  if (look.at === 'vm') for (const vm of seen.running) answer(vm.name, look.use(vm));
  if (look.at !== 'switch' && look.at !== 'adapter') return;
  for (const on of seen.switches) {
    const { name, teaming } = on.virtualSwitch;
    if (!rule.teamings.includes(teaming)) continue;
    if (look.at === 'switch') answer(name, look.use(on, seen));
    else for (const each of on.vmAdapters) answer(adapterLabel(each.vm.name, each.adapter.name), look.use(each, on));
  }
};
