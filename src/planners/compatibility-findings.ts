/** What the rule table says against a host, as findings; and which refusals of virtual functions those repeat. */
import { type RuleVerdict, rulesInUse } from '../compatibility/evaluate-rules.ts';
import type { CompatibilityVerdict } from '../model/compatibility-verdict.ts';
import type { Finding } from '../model/finding.ts';
import type { Host } from '../model/host.ts';
import type { VfRefusal } from '../model/offload-plan.ts';

type RuleFinding = Extract<Finding, { readonly code: 'rule' }>;

export interface Compatibility {
  readonly verdicts: readonly CompatibilityVerdict[];
  readonly findings: readonly RuleFinding[];
}

/** Every rule held against the host; what is not in use on it has no verdict. */
export const compatibilityOf = (host: Host): Compatibility => {
  const inUse = rulesInUse(host);
  const verdicts = inUse.flatMap(({ rule, status, subjects }) =>
    status === 'not-applicable' ? [] : [{ rule: rule.id, status, subjects }],
  );
  return { verdicts, findings: findingsOf(inUse) };
};

/** A rule that says of a subject what another has said already, with the same remedy. */
const REPEATED_BY: Readonly<Record<string, string>> = { 'rdma-excluded-by-lbfo': 'rdma-excluded-by-switch-on-2012r2' };

/**
 * One finding for each subject of each triggered rule, in the order of the table. Several rules may speak against one
 * feature of one subject, each with a remedy of its own: advice to watch weights on SET must not hide that SR-IOV excludes
 * them.
 */
const findingsOf = (inUse: readonly RuleVerdict[]): RuleFinding[] => {
  const findings: RuleFinding[] = [];
  for (const { rule, status, subjects } of inUse) {
    if (status !== 'triggered' || rule.sentence === null) continue;
    const { severity, message } = rule.sentence;
    const repeated = REPEATED_BY[rule.id];
    for (const subject of subjects) {
      if (repeated !== undefined && findings.some((told) => told.subject === subject && told.values.rule === repeated)) continue;
      const values = { rule: rule.id, message: message(subject), remedy: rule.remedy, source: sourceOf(rule) };
      findings.push({ code: 'rule', severity, subject, values });
    }
  }
  return findings;
};

/** A reader is told where nobody vouches for the rule. */
const sourceOf = ({ source, evidence }: { readonly source: string; readonly evidence: string }): string =>
  evidence === 'documented' ? source : `${source} (${evidence})`;

/** Refusals that follow from a rule of the table for the adapter itself. */
const ADAPTER_RULES = {
  'port-acl': 'vf-excluded-by-port-acl',
  'floor-needs-switch': 'vf-excluded-by-bandwidth-limits',
  'cap-needs-switch': 'vf-excluded-by-bandwidth-limits',
  'vlan-trunk': 'vf-excluded-by-vlan-trunk',
} as const satisfies Partial<Record<VfRefusal, string>>;

const isAdapterRule = (because: VfRefusal): because is keyof typeof ADAPTER_RULES => because in ADAPTER_RULES;

/** The findings without those of which a rule already says why and what to do. */
export const withoutRepeats = (findings: readonly Finding[], rules: readonly RuleFinding[]): readonly Finding[] => {
  if (rules.length === 0) return findings;
  const speaks = (rule: string, subject: string | null): boolean =>
    rules.some((each) => each.values.rule === rule && (subject === null || each.subject === subject));
  return findings.filter(({ code, subject, values }) => {
    if (code === 'weights-beside-dcb') return !speaks('weights-excluded-by-dcb', subject);
    if (code !== 'vf-refused') return true;
    const { because, binding } = values;
    if (isAdapterRule(because)) return !speaks(ADAPTER_RULES[because], subject);
    // Making such a switch for SR-IOV would not help as long as the team stands.
    if (because === 'switch-without-iov') return !rules.some((each) => speaksOfSwitch(each, binding));
    return because !== 'excluded-by-rule' || !speaks(binding, null);
  });
};

const speaksOfSwitch = ({ subject, values }: RuleFinding, binding: string): boolean =>
  values.rule === 'sriov-excluded-by-lbfo' && binding === `iov-enabled:${subject}`;
