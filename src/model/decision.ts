/** How sure the value is: proven best, within a known gap of the best, or neither. */
export type Proof = 'optimal' | 'gap' | 'none';

/** What a planner concludes: a value with its reason, that the question does not arise, or that nothing can satisfy it. */
export type Decision<Value, Because extends string = string> =
  | { readonly kind: 'chosen'; readonly value: Value; readonly proof: Proof }
  | { readonly kind: 'not-applicable'; readonly because: Because }
  | { readonly kind: 'infeasible'; readonly conflict: readonly string[] };
