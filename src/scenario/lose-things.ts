/** `fail` and `remove`: rows that go, and what goes with them. */
import type { InventoryRow } from '../model/inventory-rows.ts';
import { nameKey } from '../model/name.ts';
import type { InventoryTable } from '../model/problem.ts';
import type { FailChange, Removable, RemoveChange } from '../model/scenario.ts';
import { cell, type Draft, fault, joinKey, meaning, put, quote, tableOf, takeOut } from './draft.ts';
import { matcher, selectNamed } from './select-rows.ts';

/** The rows of a host in every file, broken ones too: they are of no other host. Its VMs have no place any more. */
const loseHosts = (draft: Draft, rows: ReadonlySet<InventoryRow>): void => {
  const hosts = tableOf(draft, 'hosts.csv');
  const gone = new Set([...rows].map((row) => nameKey(cell(hosts, row, 'host'))));
  const vms = tableOf(draft, 'vms.csv');
  for (const file of ['hosts.csv', 'switches.csv', 'nics.csv', 'vms.csv', 'adapters.csv'] as const) {
    const table = tableOf(draft, file);
    const lost = takeOut(table, (row) => gone.has(nameKey(cell(table, row, 'host'))));
    if (file !== 'vms.csv') continue;
    draft.unplaced.push(
      ...lost.map((row) => ({
        host: cell(vms, row, 'host'),
        vm: cell(vms, row, 'vm'),
        tier: meaning(draft, vms, row, 'tier'),
        memory: cell(vms, row, 'memory_mib'),
      })),
    );
  }
};

/** An adapter that used the port directly goes with it; one that was mapped to it is mapped to none. */
const losePorts = (draft: Draft, rows: ReadonlySet<InventoryRow>): void => {
  const nics = tableOf(draft, 'nics.csv');
  const gone = new Set([...rows].map((row) => joinKey(nics, row, ['host', 'nic'])));
  takeOut(nics, (row) => rows.has(row));
  const adapters = tableOf(draft, 'adapters.csv');
  const usesLost = (row: InventoryRow): boolean => {
    const key = joinKey(adapters, row, ['host', 'nic']);
    return key !== null && gone.has(key);
  };
  const lost = takeOut(adapters, (row) => usesLost(row) && cell(adapters, row, 'switch') === '');
  draft.lostAdapters.push(...lost.map((row) => ({ host: cell(adapters, row, 'host'), adapter: cell(adapters, row, 'adapter') })));
  adapters.rows = adapters.rows.map((row) => (usesLost(row) ? put(adapters, row, 'nic', '') : row));
};

export const applyFail = (draft: Draft, change: FailChange): void => {
  if (change.what === 'host') {
    const rows = selectNamed(draft, 'hosts.csv', 'host', change.where, change.names);
    if (rows !== null) loseHosts(draft, rows);
    return;
  }
  const nics = tableOf(draft, 'nics.csv');
  const onHost = change.host === null ? null : matcher(change.host);
  if (change.host !== null && selectNamed(draft, 'hosts.csv', 'host', null, change.host) === null) return;
  const named = selectNamed(draft, 'nics.csv', change.what, change.where, change.names);
  if (named === null) return;
  const rows = new Set([...named].filter((row) => onHost === null || onHost(cell(nics, row, 'host'))));
  if (rows.size > 0) {
    losePorts(draft, rows);
    return;
  }
  const message = `No host ${quote(change.host?.globs.join(', ') ?? '')} has the ${change.what} ${quote(change.names.globs.join(', '))}.`;
  fault(draft, change.names.at, 'not-there', message, 'Correct one of the two names.');
};

const loseVms = (draft: Draft, rows: ReadonlySet<InventoryRow>): void => {
  const vms = tableOf(draft, 'vms.csv');
  const gone = new Set([...rows].map((row) => joinKey(vms, row, ['host', 'vm'])));
  takeOut(vms, (row) => rows.has(row));
  const adapters = tableOf(draft, 'adapters.csv');
  takeOut(adapters, (row) => {
    const key = joinKey(adapters, row, ['host', 'vm']);
    return key !== null && gone.has(key);
  });
};

/** A switch that still carries adapters is not removed: nobody could say where their traffic goes. Its ports become free. */
const loseSwitches = (draft: Draft, change: RemoveChange, rows: ReadonlySet<InventoryRow>): void => {
  const switches = tableOf(draft, 'switches.csv');
  const gone = new Map([...rows].map((row) => [joinKey(switches, row, ['host', 'switch']), row]));
  const adapters = tableOf(draft, 'adapters.csv');
  const isOn = (row: InventoryRow): string | null => joinKey(adapters, row, ['host', 'switch']);
  const carried = adapters.rows.find((row) => gone.has(isOn(row) ?? ''));
  if (carried !== undefined) {
    const key = isOn(carried);
    const count = adapters.rows.filter((row) => isOn(row) === key).length;
    const name = `${quote(cell(adapters, carried, 'switch'))} of ${quote(cell(adapters, carried, 'host'))}`;
    const message = `The switch ${name} still carries ${count} adapter${count === 1 ? '' : 's'}.`;
    fault(draft, change.names.at, 'switch-in-use', message, 'Set their switch to another one in an earlier change, or remove them.');
    return;
  }
  takeOut(switches, (row) => rows.has(row));
  const nics = tableOf(draft, 'nics.csv');
  nics.rows = nics.rows.map((row) => (gone.has(joinKey(nics, row, ['host', 'switch']) ?? '') ? put(nics, row, 'switch', '') : row));
};

const HOMES: Readonly<Record<Removable, { readonly file: InventoryTable; readonly column: string }>> = {
  hosts: { file: 'hosts.csv', column: 'host' },
  switches: { file: 'switches.csv', column: 'switch' },
  nics: { file: 'nics.csv', column: 'nic' },
  vms: { file: 'vms.csv', column: 'vm' },
  adapters: { file: 'adapters.csv', column: 'adapter' },
};

export const applyRemove = (draft: Draft, change: RemoveChange): void => {
  const { file, column } = HOMES[change.what];
  const rows = selectNamed(draft, file, column, change.where, change.names);
  if (rows === null) return;
  switch (change.what) {
    case 'hosts':
      return loseHosts(draft, rows);
    case 'switches':
      return loseSwitches(draft, change, rows);
    case 'nics':
      return losePorts(draft, rows);
    case 'vms':
      return loseVms(draft, rows);
    case 'adapters': {
      takeOut(tableOf(draft, 'adapters.csv'), (row) => rows.has(row));
    }
  }
};

/** A cluster that had hosts and has none is no cluster any more: a row about it would be a mistake. */
export const dropEmptyClusters = (draft: Draft, before: ReadonlySet<string>): void => {
  const clusters = draft.tables.get('clusters.csv');
  if (clusters === undefined) return;
  const after = clusterKeys(draft);
  takeOut(clusters, (row) => {
    const key = nameKey(cell(clusters, row, 'cluster'));
    return before.has(key) && !after.has(key);
  });
};

export const clusterKeys = (draft: Draft): ReadonlySet<string> => {
  const hosts = tableOf(draft, 'hosts.csv');
  return new Set(hosts.rows.map((row) => nameKey(cell(hosts, row, 'cluster'))));
};
