/** All columns of all files, in the order in which files are read and columns are documented. */
import type { InputTable, InventoryFile, InventoryTable } from '../model/problem.ts';
import { ADAPTER } from './adapter-attributes.ts';
import type { Attribute } from './attribute.ts';
import { CLUSTER } from './cluster-attributes.ts';
import { HOST } from './host-attributes.ts';
import { NIC } from './nic-attributes.ts';
import { PRICE } from './price-attributes.ts';
import { SWITCH } from './switch-attributes.ts';
import { VM } from './vm-attributes.ts';

export const FILE_ATTRIBUTES: Readonly<Record<InputTable, readonly Attribute[]>> = {
  'hosts.csv': Object.values(HOST),
  'switches.csv': Object.values(SWITCH),
  'nics.csv': Object.values(NIC),
  'vms.csv': Object.values(VM),
  'adapters.csv': Object.values(ADAPTER),
  'clusters.csv': Object.values(CLUSTER),
  'prices.csv': Object.values(PRICE),
};

export const INPUT_TABLES = Object.keys(FILE_ATTRIBUTES) as readonly InputTable[];

/** A file is read after every file that it refers to. */
export const INVENTORY_TABLES: readonly InventoryTable[] = INPUT_TABLES.filter((table) => table !== 'prices.csv');

/** An inventory that lacks it is whole all the same. */
const OPTIONAL_TABLE = 'clusters.csv';
export const isOptional = (table: InventoryTable): table is typeof OPTIONAL_TABLE => table === OPTIONAL_TABLE;
export const INVENTORY_FILES: readonly InventoryFile[] = INVENTORY_TABLES.filter((table) => !isOptional(table));

export const FILE_MEANINGS: Readonly<Record<InputTable, string>> = {
  'hosts.csv': 'One row a host.',
  'switches.csv': 'One row a virtual switch.',
  'nics.csv': 'One row a physical port.',
  'vms.csv': 'One row a VM.',
  'adapters.csv': 'One row a virtual adapter, of a VM or of the host itself.',
  'clusters.csv': 'One row a cluster. The file may be missing; a cluster without a row has none of this known.',
  'prices.csv':
    'One row a thing that can be bought. No part of the inventory: `converge buy --prices` names the file, whatever it is called.',
};

export const ATTRIBUTES: readonly Attribute[] = INVENTORY_TABLES.flatMap((file) => FILE_ATTRIBUTES[file]);
