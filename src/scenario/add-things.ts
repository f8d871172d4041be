/** `add_nics` and `add_hosts`: new rows like ones that are there. */
import type { InventoryRow } from '../model/inventory-rows.ts';
import { compareNames, nameKey } from '../model/name.ts';
import type { AddHostsChange, AddNicsChange, CellSet } from '../model/scenario.ts';
import { append, cell, type Draft, type DraftTable, fault, put, quote, tableOf } from './draft.ts';
import { putCells } from './edit-cells.ts';
import { newNames } from './new-names.ts';
import { selectHost, selectNamed } from './select-rows.ts';

/** Of each host the first port by name, hosts in the order in which the file names them first. */
const oneAHost = (table: DraftTable, rows: ReadonlySet<InventoryRow>): readonly InventoryRow[] => {
  const first = new Map<string, InventoryRow>();
  for (const row of rows) {
    const host = nameKey(cell(table, row, 'host'));
    const known = first.get(host);
    if (known === undefined || compareNames(cell(table, row, 'nic'), cell(table, known, 'nic')) < 0) first.set(host, row);
  }
  return [...first.values()];
};

const namesOf = (table: DraftTable, rows: readonly InventoryRow[], column: string): readonly string[] =>
  rows.map((row) => cell(table, row, column)).filter((name) => name !== '');

/** Top-of-rack switches of the ports that do the same work, from that of the port itself on. */
const fabricsFrom = (table: DraftTable, like: InventoryRow, ports: readonly InventoryRow[]): readonly string[] => {
  const team = nameKey(cell(table, like, 'switch'));
  const mates = ports.filter((row) => nameKey(cell(table, row, 'switch')) === team);
  const ordered = mates.toSorted((a, b) => compareNames(cell(table, a, 'nic'), cell(table, b, 'nic')));
  const others = namesOf(table, ordered, 'fabric');
  const distinct = new Map([cell(table, like, 'fabric'), ...others].map((name) => [nameKey(name), name]));
  return [...distinct.values()];
};

const overrides = (cells: readonly CellSet[], column: string): boolean => cells.some((each) => each.column === column);

/**
 * New ports sit on one new card, where cards are known, and go to the top-of-rack switches of their team in turn: a port
 * that shared card and rack with the one it is like would add nothing that survives a loss.
 */
const addPorts = (draft: Draft, change: AddNicsChange, like: InventoryRow): void => {
  const table = tableOf(draft, 'nics.csv');
  const host = nameKey(cell(table, like, 'host'));
  const ports = table.rows.filter((row) => nameKey(cell(table, row, 'host')) === host);
  const taken = new Set(namesOf(table, ports, 'nic').map(nameKey));
  const device = cell(table, like, 'device');
  const cards = new Set(namesOf(table, ports, 'device').map(nameKey));
  const card = device === '' ? '' : (newNames(device, 1, cards)[0] ?? '');
  const fabrics = fabricsFrom(table, like, ports);
  newNames(cell(table, like, 'nic'), change.count, taken).forEach((name, index) => {
    let row = put(table, like, 'nic', name);
    if (!overrides(change.cells, 'device')) row = put(table, row, 'device', card);
    if (cell(table, like, 'fabric') !== '') row = put(table, row, 'fabric', fabrics[index % fabrics.length] ?? '');
    append(draft, table, putCells(draft, table, row, change.cells, change.at));
  });
};

export const applyAddNics = (draft: Draft, change: AddNicsChange): void => {
  const table = tableOf(draft, 'nics.csv');
  const rows = selectNamed(draft, 'nics.csv', 'nic', change.where, change.like);
  if (rows === null) return;
  for (const like of oneAHost(table, rows)) addPorts(draft, change, like);
};

/** The cluster as hosts.csv writes it; null, and a fault, where no host is in it. */
const clusterFor = (draft: Draft, { cluster }: AddHostsChange, like: string): string | null => {
  if (cluster === null) return like;
  const hosts = tableOf(draft, 'hosts.csv');
  const known = namesOf(hosts, hosts.rows, 'cluster');
  const found = known.find((name) => nameKey(name) === nameKey(cluster.name));
  if (found !== undefined) return found;
  const near = draft.facts.nearest(cluster.name, known);
  const remedy = near === null ? 'Name a cluster of hosts.csv.' : `Maybe you meant ${quote(near)}.`;
  fault(draft, cluster.at, 'not-there', `No host of hosts.csv is in the cluster ${quote(cluster.name)}.`, remedy);
  return null;
};

/** A new host has the hardware and the host vNICs of the one it is like, and no VMs. */
export const applyAddHosts = (draft: Draft, change: AddHostsChange): void => {
  const hosts = tableOf(draft, 'hosts.csv');
  const like = selectHost(draft, change.like);
  if (like === null) return;
  const cluster = clusterFor(draft, change, cell(hosts, like, 'cluster'));
  if (cluster === null) return;
  const name = cell(hosts, like, 'host');
  const copied = (['switches.csv', 'nics.csv', 'adapters.csv'] as const).map((file) => {
    const table = tableOf(draft, file);
    const isCopied = (row: InventoryRow): boolean => nameKey(cell(table, row, 'host')) === nameKey(name) && cell(table, row, 'vm') === '';
    return { table, rows: table.rows.filter((row) => isCopied(row) && draft.facts.isSound(table, row)) };
  });
  const taken = new Set(namesOf(hosts, hosts.rows, 'host').map(nameKey));
  for (const added of newNames(name, change.count, taken)) {
    append(draft, hosts, put(hosts, put(hosts, like, 'host', added), 'cluster', cluster));
    for (const { table, rows } of copied) for (const row of rows) append(draft, table, put(table, row, 'host', added));
  }
};
