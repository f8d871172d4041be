/** What an edit of a host breaks that was not broken before: a part that breaks a rule is no option. */
import { layoutViolations } from '../compatibility/evaluate-rules.ts';
import type { Host } from '../model/host.ts';

/** Ids of the exclusions that the wiring of the edited host breaks and that of the host does not. */
export const newViolations = (host: Host, edited: Host): readonly string[] => {
  const known = new Set(layoutViolations(host));
  return layoutViolations(edited).filter((rule) => !known.has(rule));
};
