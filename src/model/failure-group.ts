/** Ports that fail together: one port, all ports of a card, or all that go to one top-of-rack switch. */
export interface FailureGroup {
  readonly kind: 'port' | 'device' | 'fabric';
  readonly name: string;
  readonly nics: readonly string[];
}
