/** One row of the policy table. */
import type { Level } from './levels.ts';

interface Described {
  readonly unit: string;
  readonly meaning: string;
  readonly source: string;
}
interface NumberRow extends Described {
  readonly kind: 'number' | 'integer';
  readonly default: number;
  readonly min: number;
  readonly max: number;
}
interface BooleanRow extends Described {
  readonly kind: 'boolean';
  readonly default: boolean;
}
interface OrderRow extends Described {
  readonly kind: 'order';
  readonly default: readonly Level[];
}
export type PolicyRow = NumberRow | BooleanRow | OrderRow;

/** The source of a value that nobody published. */
export const ASSUMPTION = 'assumption';
