/** All columns of all files, in the order in which files are read and columns are documented. */
import type { InventoryFile } from '../model/problem.ts';
import { ADAPTER } from './adapter-attributes.ts';
import type { Attribute } from './attribute.ts';
import { HOST } from './host-attributes.ts';
import { NIC } from './nic-attributes.ts';
import { SWITCH } from './switch-attributes.ts';
import { VM } from './vm-attributes.ts';

export const FILE_ATTRIBUTES: Readonly<Record<InventoryFile, readonly Attribute[]>> = {
  'hosts.csv': Object.values(HOST),
  'switches.csv': Object.values(SWITCH),
  'nics.csv': Object.values(NIC),
  'vms.csv': Object.values(VM),
  'adapters.csv': Object.values(ADAPTER),
};

/** A file is read after every file that it refers to. */
export const INVENTORY_FILES = Object.keys(FILE_ATTRIBUTES) as readonly InventoryFile[];

export const FILE_MEANINGS: Readonly<Record<InventoryFile, string>> = {
  'hosts.csv': 'One row a host.',
  'switches.csv': 'One row a virtual switch.',
  'nics.csv': 'One row a physical port.',
  'vms.csv': 'One row a VM.',
  'adapters.csv': 'One row a virtual adapter, of a VM or of the host itself.',
};

export const ATTRIBUTES: readonly Attribute[] = INVENTORY_FILES.flatMap((file) => FILE_ATTRIBUTES[file]);
