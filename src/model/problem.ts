/** One thing wrong with the input, located for the person who has to mend it. */
export type InventoryFile = 'hosts.csv' | 'switches.csv' | 'nics.csv' | 'vms.csv' | 'adapters.csv';
/** The files that an inventory must hold, and those that it may. */
export type InventoryTable = InventoryFile | 'clusters.csv';
/** Every file that attribute tables describe; one that is no part of an inventory is read from wherever the command says. */
export type InputTable = InventoryTable | 'prices.csv';

export interface Problem {
  /** error: the row is rejected; note: the input was understood all the same. */
  readonly severity: 'error' | 'note';
  readonly file: string;
  /** From 1; 0: the file as a whole. */
  readonly line: number;
  /** From 1, in characters of the line where the cell starts; 0: the row as a whole. */
  readonly column: number;
  /** Name of the CSV column, or '' for the row as a whole. */
  readonly attribute: string;
  readonly code: string;
  /** The offending text, shortened where it is very long. */
  readonly value: string;
  readonly message: string;
  readonly remedy: string;
  /** Original text of the row, shortened where it is very long. */
  readonly row: string;
  /** The host that loses by it, as written; null: none could be made out. */
  readonly host: string | null;
}
