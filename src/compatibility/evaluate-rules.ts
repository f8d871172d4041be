/** Every rule of the table held against one host, with every verdict kept. */
import type { Host, Teaming } from '../model/host.ts';
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
  for (const rule of rulesAbout(seen)) {
    const answers = ask(rule, seen);
    if (answers.length > 0) inUse.push(judge(rule, answers));
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

/** Hosts of one operating system with the same teams are asked the same rows, so these are picked once. */
const rowsOfKind = new Map<string, readonly Rule[]>();

const rulesAbout = ({ host, switches }: SeenHost): readonly Rule[] => {
  let kind: string = host.os;
  for (const { virtualSwitch } of switches) kind += `,${virtualSwitch.teaming}`;
  const known = rowsOfKind.get(kind);
  if (known !== undefined) return known;
  const teamings = switches.map(({ virtualSwitch }) => virtualSwitch.teaming);
  const rows = OBSERVABLE.filter((rule) => coversOs(rule, host.os) && (isAboutWhole(rule) || meets(rule, teamings)));
  rowsOfKind.set(kind, rows);
  return rows;
};

/** Asked of the host and its VMs, whatever the teams. */
const isAboutWhole = ({ look }: Rule): boolean => look.at === 'host' || look.at === 'vm';

const meets = (rule: Rule, teamings: readonly Teaming[]): boolean => teamings.some((teaming) => rule.teamings.includes(teaming));

/** Shares follow the layout and are set after it, so they make none illegal. */
const isAboutLayout = ({ verdict, look, feature }: Rule): boolean =>
  verdict.kind === 'excluded' && (look.at === 'switch' || look.at === 'host') && feature !== 'weights' && feature !== 'absolute-bandwidth';

const LAYOUT_RULES = OBSERVABLE.filter(isAboutLayout);

const NOTHING: readonly string[] = [];

const evaluateRule = (rule: Rule, seen: SeenHost): RuleVerdict => {
  if (rule.look.at === 'nowhere') return { rule, status: 'not-observable', subjects: NOTHING };
  return judge(rule, coversOs(rule, seen.host.os) ? ask(rule, seen) : []);
};

/** The gravest answer decides, and the subjects are those that give it. */
const judge = (rule: Rule, answers: readonly Answer[]): RuleVerdict => {
  const [only] = answers;
  if (only === undefined) return { rule, status: 'not-applicable', subjects: NOTHING };
  if (answers.length === 1) return { rule, status: STATUS_OF[only.use], subjects: [only.subject] };
  const gravest = GRAVEST_FIRST.find((use) => answers.some((answer) => answer.use === use)) ?? 'sound';
  const subjects: string[] = [];
  for (const answer of answers) if (answer.use === gravest) subjects.push(answer.subject);
  return { rule, status: STATUS_OF[gravest], subjects };
};

/** Every use but that of what is not there. */
type AnsweredUse = Exclude<Use, 'absent'>;

const GRAVEST_FIRST: readonly AnsweredUse[] = ['broken', 'unseen', 'sound'];
const STATUS_OF = { broken: 'triggered', unseen: 'not-observable', sound: 'holds' } as const satisfies Record<AnsweredUse, RuleStatus>;

interface Answer {
  readonly subject: string;
  readonly use: AnsweredUse;
}

/** What the row is in use at. Most rows are in use nowhere, so nothing is built for those. */
const ask = (rule: Rule, seen: SeenHost): readonly Answer[] => {
  const { look } = rule;
  if (look.at === 'switch' && seen.switches.length === 1) return askOnlySwitch(rule, look, seen);
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
    for (const on of seen.switches) if (rule.teamings.includes(on.virtualSwitch.teaming)) askSwitch(rule, on, seen, answers);
  }
  return answers;
};

/** Most rows are about a switch, and most hosts have one. */
const askOnlySwitch = (rule: Rule, look: Extract<Rule['look'], { readonly at: 'switch' }>, seen: SeenHost): readonly Answer[] => {
  const on = seen.switches[0] as SeenSwitch;
  const use = rule.teamings.includes(on.virtualSwitch.teaming) ? look.use(on, seen) : 'absent';
  return use === 'absent' ? NO_ANSWERS : [{ subject: on.virtualSwitch.name, use }];
};

const NO_ANSWERS: readonly Answer[] = [];

const askSwitch = ({ look }: Rule, on: SeenSwitch, seen: SeenHost, answers: Answer[]): void => {
  if (look.at === 'switch') {
    const use = look.use(on, seen);
    if (use !== 'absent') answers.push({ subject: on.virtualSwitch.name, use });
  }
  if (look.at !== 'adapter' || !look.where(on)) return;
  for (const each of on.vmAdapters) {
    const use = look.use(each, on);
    if (use !== 'absent') answers.push({ subject: adapterLabel(each.vm.name, each.adapter.name), use });
  }
};
