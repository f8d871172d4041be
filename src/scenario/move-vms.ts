/** `move`: VMs to another host, their adapters along. */
import type { InventoryRow } from '../model/inventory-rows.ts';
import { nameKey } from '../model/name.ts';
import type { MoveChange } from '../model/scenario.ts';
import { cell, type Draft, type DraftTable, fault, joinKey, keyOf, put, quote, tableOf } from './draft.ts';
import { selectHost, selectNamed } from './select-rows.ts';

/** Names of the target, as its own rows write them. */
interface Target {
  readonly host: string;
  /** By name key. */
  readonly switches: ReadonlyMap<string, string>;
}

const targetOf = (draft: Draft, { to }: MoveChange): Target | null => {
  const hosts = tableOf(draft, 'hosts.csv');
  const row = selectHost(draft, to);
  if (row === null) return null;
  const host = cell(hosts, row, 'host');
  const switches = tableOf(draft, 'switches.csv');
  const own = switches.rows.filter((each) => nameKey(cell(switches, each, 'host')) === nameKey(host));
  return { host, switches: new Map(own.map((each) => [nameKey(cell(switches, each, 'switch')), cell(switches, each, 'switch')])) };
};

/** False, and a fault, where two VMs would have one name on the target. */
const namesAreFree = (draft: Draft, change: MoveChange, moved: readonly InventoryRow[], target: Target, vms: DraftTable): boolean => {
  const there = vms.rows.filter((row) => nameKey(cell(vms, row, 'host')) === nameKey(target.host));
  const taken = new Set(there.map((row) => nameKey(cell(vms, row, 'vm'))));
  for (const row of moved) {
    const key = nameKey(cell(vms, row, 'vm'));
    if (taken.has(key)) {
      const message = `The host ${quote(target.host)} would have two VMs named ${quote(cell(vms, row, 'vm'))}.`;
      fault(draft, change.vms.at, 'name-taken', message, 'Move one of them only, or remove the stale one first.');
      return false;
    }
    taken.add(key);
  }
  return true;
};

/** The switch of the target for an adapter; null, and a fault, where it has none of the name. */
const switchFor = (draft: Draft, change: MoveChange, wanted: string, target: Target): string | null => {
  const found = target.switches.get(nameKey(wanted));
  if (found !== undefined) return found;
  const at = change.switch?.at ?? change.to.at;
  const names = [...target.switches.values()];
  const remedy = names.length === 0 ? 'Choose another host.' : `Write switch: and one of its own: ${names.map(quote).join(', ')}.`;
  fault(draft, at, 'unknown-reference', `The host ${quote(target.host)} has no switch ${quote(wanted)}.`, remedy);
  return null;
};

/** Keeps the spelling of the cell where it names the same switch. */
const sameOr = (now: string, next: string): string => (nameKey(now) === nameKey(next) ? now : next);

const moveAdapters = (draft: Draft, change: MoveChange, keys: ReadonlySet<string | null>, target: Target): boolean => {
  const table = tableOf(draft, 'adapters.csv');
  const next: InventoryRow[] = [];
  for (const row of table.rows) {
    const key = joinKey(table, row, ['host', 'vm']);
    if (key === null || !keys.has(key)) {
      next.push(row);
      continue;
    }
    const now = cell(table, row, 'switch');
    const found = switchFor(draft, change, change.switch?.name ?? now, target);
    if (found === null) return false;
    next.push(put(table, put(table, put(table, row, 'host', target.host), 'switch', sameOr(now, found)), 'nic', ''));
  }
  table.rows = next;
  return true;
};

export const applyMove = (draft: Draft, change: MoveChange): void => {
  const vms = tableOf(draft, 'vms.csv');
  const target = targetOf(draft, change);
  const selected = selectNamed(draft, 'vms.csv', 'vm', change.where, change.vms);
  if (target === null || selected === null) return;
  const moved = [...selected].filter((row) => nameKey(cell(vms, row, 'host')) !== nameKey(target.host));
  if (moved.length === 0) {
    const message = `Every VM that this moves is on ${quote(target.host)} already.`;
    fault(draft, change.to.at, 'moves-nothing', message, 'Name another host, or leave the change out.');
    return;
  }
  if (!namesAreFree(draft, change, moved, target, vms)) return;
  const keys = new Set([...moved].map((row) => keyOf(cell(vms, row, 'host'), cell(vms, row, 'vm'))));
  if (!moveAdapters(draft, change, keys, target)) return;
  const gone = new Set(moved);
  vms.rows = vms.rows.map((row) => (gone.has(row) ? put(vms, row, 'host', target.host) : row));
};
