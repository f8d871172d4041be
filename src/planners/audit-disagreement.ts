/** Thrown where closed form and solver disagree: a fault of ours, never of the input. */
export class AuditDisagreement extends Error {
  override readonly name = 'AuditDisagreement';
}
