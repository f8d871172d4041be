/**
 * What one rule of the compatibility table says about a host. triggered: the combination is in use and should not be, or
 * its condition is not met; holds: it is in use as it should be; not-observable: it is in use, and the inventory does
 * not show whether its condition is met.
 */
export interface CompatibilityVerdict {
  /** Id of the rule; docs/compatibility.md has its words and its source. */
  readonly rule: string;
  readonly status: 'triggered' | 'holds' | 'not-observable';
  /** Switches, adapters, VMs or the host itself. */
  readonly subjects: readonly string[];
}
