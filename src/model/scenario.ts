/** A what-if: changes to the rows of an inventory, as a scenario file states them. Plain data, checked against the columns. */
import type { Mbps } from '../units/quantity.ts';
import type { OsVersion } from './host.ts';
import type { Policy } from './policy.ts';
import type { OptionKind } from './price-list.ts';
import type { InventoryTable } from './problem.ts';

/** Where something stands in a scenario file, for the messages about it. */
export interface Place {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** The text that stands there, shortened. */
  readonly value: string;
  /** Its whole line, shortened. */
  readonly row: string;
}

export const WHERE_KEYS = ['host', 'cluster', 'os', 'switch', 'nic', 'model', 'vm', 'tier', 'role'] as const;
export type WhereKey = (typeof WHERE_KEYS)[number];

/** Names with `*` and `?`; one that matches is enough. */
export interface Globs {
  readonly at: Place;
  readonly globs: readonly string[];
}

export interface WhereTest extends Globs {
  readonly key: WhereKey;
}

/** All tests must hold. */
export interface Where {
  readonly at: Place;
  readonly tests: readonly WhereTest[];
}

export interface NamedThing {
  readonly at: Place;
  readonly name: string;
}

export interface CellSet {
  readonly at: Place;
  readonly file: InventoryTable;
  readonly column: string;
  /** As the file would hold it; '' blanks the cell. */
  readonly value: string;
}

export interface CellScale {
  readonly at: Place;
  readonly file: InventoryTable;
  readonly column: string;
  readonly factor: number;
  /** The column holds whole numbers. */
  readonly whole: boolean;
  readonly min: number;
  readonly max: number;
  /** `min` itself is not legal. */
  readonly open: boolean;
  /** What a blank cell counts as; null: not known, and it stays so. */
  readonly blank: number | null;
}

/** Rows are selected before any cell is edited, so that one that is set does not keep its row from the others. */
export interface EditChange {
  readonly kind: 'edit';
  /** null: every row. */
  readonly where: Where | null;
  readonly sets: readonly CellSet[];
  readonly scales: readonly CellScale[];
}
export interface AddNicsChange {
  readonly kind: 'add-nics';
  readonly at: Place;
  readonly where: Where | null;
  readonly like: Globs;
  readonly count: number;
  /** Cells in which the new ports differ from the one they are like. */
  readonly cells: readonly CellSet[];
}
export interface AddHostsChange {
  readonly kind: 'add-hosts';
  readonly at: Place;
  readonly like: NamedThing;
  readonly count: number;
  /** null: the cluster of the host they are like. */
  readonly cluster: NamedThing | null;
}

export const FAILURES = ['host', 'nic', 'device', 'fabric'] as const;
export type FailureKind = (typeof FAILURES)[number];
export interface FailChange {
  readonly kind: 'fail';
  readonly at: Place;
  readonly where: Where | null;
  readonly what: FailureKind;
  readonly names: Globs;
  /** Narrows a lost port, card or top-of-rack switch to some hosts. */
  readonly host: Globs | null;
}

export const REMOVABLES = ['hosts', 'switches', 'nics', 'vms', 'adapters'] as const;
export type Removable = (typeof REMOVABLES)[number];
export interface RemoveChange {
  readonly kind: 'remove';
  readonly at: Place;
  readonly where: Where | null;
  readonly what: Removable;
  readonly names: Globs;
}
export interface MoveChange {
  readonly kind: 'move';
  readonly at: Place;
  readonly where: Where | null;
  readonly vms: Globs;
  readonly to: NamedThing;
  /** Switch of the target; null: the one of the same name. */
  readonly switch: NamedThing | null;
}
export type ScenarioChange = EditChange | AddNicsChange | AddHostsChange | FailChange | RemoveChange | MoveChange;

/** Something that is bought, as prices.csv spells it; null: the scenario does not say. */
export interface ScenarioPart {
  readonly at: Place;
  readonly option: OptionKind;
  readonly link: Mbps | null;
  readonly model: string | null;
  readonly os: OsVersion | null;
  /** How many of what the price is for: ports, hosts, cores or clusters. */
  readonly count: number;
}

export interface Scenario {
  readonly name: string;
  /** One sentence for whoever reads the results; '' where the file has none. */
  readonly about: string;
  /** What it costs, as plain decimal text, currency as given; null: not stated. */
  readonly cost: string | null;
  /** What else it costs, by a price list. */
  readonly parts: readonly ScenarioPart[];
  /** The scenario file. */
  readonly file: string;
  /** In order: each works on what the ones before it left. */
  readonly changes: readonly ScenarioChange[];
  readonly policy: Partial<Policy>;
}

/** Something in a scenario that the inventory does not allow. */
export interface ScenarioFault {
  readonly at: Place;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}
