/** The policy of a run: a value for every row of the policy table. */
import type { Level } from './levels.ts';
import { ASSUMPTION, POLICY_TABLE } from './policy-table.ts';

export { POLICY_TABLE, type PolicyRow } from './policy-table.ts';

export type PolicyKey = keyof typeof POLICY_TABLE;

type ValueOf<Row> = Row extends { kind: 'boolean' } ? boolean : Row extends { kind: 'order' } ? readonly Level[] : number;
export type Policy = { readonly [Key in PolicyKey]: ValueOf<(typeof POLICY_TABLE)[Key]> };

export const POLICY_KEYS = Object.keys(POLICY_TABLE) as readonly PolicyKey[];

export const DEFAULT_POLICY = Object.fromEntries(POLICY_KEYS.map((key) => [key, POLICY_TABLE[key].default])) as unknown as Policy;

export const isAssumption = (key: PolicyKey): boolean => POLICY_TABLE[key].source === ASSUMPTION;
