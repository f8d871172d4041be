/** Every rule of the table held against one host, with every verdict kept. */
import type { Host } from '../model/host.ts';
import { adapterLabel } from '../model/name.ts';
import type { Rule, Use } from './rule.ts';
import { coversOs } from './rule-for.ts';
import { RULES } from './rules.ts';
import { type SeenHost, type SeenSwitch, seeHost } from './seen-host.ts';

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

const NOTHING: readonly string[] = [];

const evaluateRule = (rule: Rule, seen: SeenHost): RuleVerdict => {
  if (rule.look.at === 'nowhere') return { rule, status: 'not-observable', subjects: NOTHING };
  const answers = coversOs(rule, seen.host.os) ? ask(rule, seen) : [];
  if (answers.length === 0) return { rule, status: 'not-applicable', subjects: NOTHING };
  for (const [use, status] of GRAVEST_FIRST) {
    const subjects = answers.flatMap((answer) => (answer.use === use ? [answer.subject] : []));
    if (subjects.length > 0) return { rule, status, subjects };
  }
  return { rule, status: 'not-applicable', subjects: NOTHING };
};

const GRAVEST_FIRST = [
  ['broken', 'triggered'],
  ['unseen', 'not-observable'],
  ['sound', 'holds'],
] as const satisfies readonly (readonly [Use, RuleStatus])[];

interface Answer {
  readonly subject: string;
  readonly use: Use;
}

/** What the row is in use at. Most rows are in use nowhere, so nothing is built for those. */
const ask = (rule: Rule, seen: SeenHost): readonly Answer[] => {
  const { look } = rule;
  const answers: Answer[] = [];
  if (look.at === 'host') {
    const use = look.use(seen);
    if (use !== 'absent') answers.push({ subject: seen.host.name, use });
  } else if (look.at === 'vm') {
    for (const vm of seen.running) {
      const use = look.use(vm);
      if (use !== 'absent') answers.push({ subject: vm.name, use });
    }
  } else {
    for (const on of seen.switches) if (rule.teamings.includes(on.virtualSwitch.teaming)) answers.push(...askSwitch(rule, on, seen));
  }
  return answers;
};

const askSwitch = ({ look }: Rule, on: SeenSwitch, seen: SeenHost): readonly Answer[] => {
  if (look.at === 'switch') {
    const use = look.use(on, seen);
    return use === 'absent' ? [] : [{ subject: on.virtualSwitch.name, use }];
  }
  if (look.at !== 'adapter') return [];
  const answers: Answer[] = [];
  for (const each of on.vmAdapters) {
    const use = look.use(each, on);
    if (use !== 'absent') answers.push({ subject: adapterLabel(each.vm.name, each.adapter.name), use });
  }
  return answers;
};
