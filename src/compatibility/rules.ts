/** The rule table: every row that is known about which feature works with which, over which team, on which Windows. */
import { ADVICE_RULES } from './advice-rules.ts';
import { OFFLOAD_RULES } from './offload-rules.ts';
import { OPERATING_SYSTEM_RULES } from './operating-system-rules.ts';
import { PAIR_RULES } from './pair-rules.ts';
import type { Rule } from './rule.ts';
import { SETTING_RULES } from './setting-rules.ts';
import { TEAM_LIMIT_RULES } from './team-limit-rules.ts';
import { TEAM_RULES } from './team-rules.ts';

/**
 * The rows are put together in many ways, which would give each a shape of its own. They are asked with every host, so
 * here they get the same one.
 */
const inOneShape = ({
  id,
  section,
  feature,
  with: companion,
  teamings,
  from,
  to,
  verdict,
  evidence,
  source,
  remedy,
  ...asked
}: Rule): Rule => ({
  id,
  section,
  feature,
  with: companion,
  teamings,
  from,
  to,
  verdict,
  evidence,
  source,
  remedy,
  ...asked,
});

export const RULES: readonly Rule[] = [
  ...OPERATING_SYSTEM_RULES,
  ...TEAM_RULES,
  ...OFFLOAD_RULES,
  ...PAIR_RULES,
  ...TEAM_LIMIT_RULES,
  ...SETTING_RULES,
  ...ADVICE_RULES,
].map(inOneShape);
