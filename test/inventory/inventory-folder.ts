import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatProblem } from '../../src/inventory/format-problem.ts';
import type { Inventory } from '../../src/inventory/read-inventory.ts';
import { readInventory } from '../../src/inventory/read-inventory.ts';
import type { InventoryFile, InventoryTable } from '../../src/model/problem.ts';

export type Files = Readonly<Record<InventoryFile, string | Buffer>>;

/** Two hosts with a team of two ports each, one host vNIC and one VM: the smallest inventory with every kind of row. */
export const SMALL: Readonly<Record<InventoryFile, string>> = {
  'hosts.csv': ['host,cluster,os,logical_processors,memory_gib', 'alpha,prod,2019,32,256', 'beta,prod,2022,64,512', ''].join('\n'),
  'switches.csv': ['host,switch,teaming,bandwidth_mode', 'alpha,Converged,set,weight', 'beta,Converged,set,weight', ''].join('\n'),
  'nics.csv': [
    'host,nic,switch,link_mbps,mtu,model',
    'alpha,NIC1,Converged,25000,1500,ConnectX-4 Lx',
    'alpha,NIC2,Converged,25000,1500,ConnectX-4 Lx',
    'beta,NIC1,Converged,25000,1500,ConnectX-4 Lx',
    'beta,NIC2,Converged,25000,1500,ConnectX-4 Lx',
    '',
  ].join('\n'),
  'vms.csv': ['host,vm,vcpus,memory_mib,tier', 'alpha,web-1,4,8192,1', 'beta,web-2,4,8192,2', ''].join('\n'),
  'adapters.csv': [
    'host,adapter,vm,switch,nic,role,egress_mbps,ingress_mbps,floor_mbps,weight,iov',
    'alpha,Management,,Converged,,management,20,10,50,10,false',
    'alpha,Network Adapter,web-1,Converged,,vm,300.5,200,100,10,false',
    'beta,Management,,Converged,,management,20,10,50,10,false',
    'beta,Network Adapter,web-2,Converged,,vm,300.5,200,100,10,false',
    '',
  ].join('\n'),
};

/** Runs with a folder that holds the files, and removes it. */
export const withFolder = <Result>(files: Partial<Record<InventoryTable, string | Buffer>>, use: (folder: string) => Result): Result => {
  const folder = mkdtempSync(join(tmpdir(), 'inventory-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** Reads the small inventory with some files replaced. */
export const readWith = (files: Partial<Files>): Inventory => withFolder({ ...SMALL, ...files }, readInventory);

/** Every problem as it is printed. */
export const statements = (inventory: Inventory): readonly string[] => inventory.problems.map((problem) => formatProblem(problem));

/** The small inventory's file with one line replaced; lines count from 1, the header is line 1. */
export const withLine = (file: InventoryFile, line: number, text: string): Partial<Files> => {
  const lines = SMALL[file].split('\n');
  lines[line - 1] = text;
  return { [file]: lines.join('\n') };
};

export const hostNames = (inventory: Inventory): readonly string[] => inventory.hosts.map(({ name }) => name);
export const rejectedNames = (inventory: Inventory): readonly string[] => inventory.rejected.map(({ host }) => host);
