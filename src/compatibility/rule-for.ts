/** Which rule speaks about one feature over one team on one Windows: a cell of the matrix. */
import { OS_VERSIONS, type OsVersion, type Teaming } from '../model/host.ts';
import type { Feature } from './feature.ts';
import type { Rule } from './rule.ts';
import { RULES } from './rules.ts';

export const coversOs = (rule: Rule, os: OsVersion): boolean => {
  const place = OS_VERSIONS.indexOf(os);
  return place >= OS_VERSIONS.indexOf(rule.from) && place <= OS_VERSIONS.indexOf(rule.to);
};

/**
 * The rule of the feature itself or, where a virtual switch cannot stand on the team at all, the rule that says so:
 * what nobody can build takes every feature with it. null: the feature does not exist there.
 */
export const ruleFor = (feature: Feature, teaming: Teaming, os: OsVersion): Rule | null => {
  const isCell = (rule: Rule): boolean =>
    (rule.section === 'team' || rule.section === 'operating-system') &&
    rule.with === null &&
    rule.teamings.includes(teaming) &&
    coversOs(rule, os);
  // SET came with 2016; rules about every team do not bring it to 2012 R2.
  if (teaming === 'set' && os === '2012r2') return null;
  const own = RULES.find((rule) => rule.feature === feature && isCell(rule));
  if (own !== undefined) return own;
  const base = RULES.find((rule) => rule.feature === 'virtual-switch' && isCell(rule));
  return base !== undefined && base.verdict.kind === 'excluded' ? base : null;
};
