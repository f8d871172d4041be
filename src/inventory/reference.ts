/** Checks that rows share: a name is taken once, and what a row refers to has a row of its own on that host. */
import { nameKey } from '../model/name.ts';
import type { InventoryFile } from '../model/problem.ts';
import type { Attribute } from './attribute.ts';
import type { HostDraft, Registry } from './host-draft.ts';
import { nearest } from './nearest.ts';
import { show } from './source.ts';
import type { Row } from './table.ts';

/** Takes the name for this row; a second row of the same name is a problem of the cell that holds the name. */
export const claimName = (registry: Registry<unknown>, key: string, row: Row, attribute: Attribute, label: string): void => {
  const earlier = registry.claim(key, row.line);
  if (earlier === null) return;
  const message = `The ${attribute.name} (${show(label)}) has a row already, in line ${earlier}.`;
  row.report(attribute, { code: 'duplicate-row', message, remedy: 'Remove one of the two rows, or rename what it describes.' });
};

export interface Referred<Item> {
  readonly registry: Registry<Item>;
  readonly file: InventoryFile;
  readonly noun: 'switch' | 'nic' | 'vm';
}

/**
 * What a name refers to on a host; null where that row is broken or missing. A missing row is a problem, unless a line
 * of that file and host could not be read, because the name may stand there.
 */
export const refer = <Item extends { readonly name: string }>(
  draft: HostDraft,
  name: string,
  to: Referred<Item>,
  row: Row,
  attribute: Attribute,
): Item | null => {
  const key = nameKey(name);
  const item = to.registry.get(key);
  if (item !== undefined) return item;
  if (to.registry.has(key) || draft.unreadable.has(to.file)) return null;
  const near = nearest(
    name,
    to.registry.items().map((other) => other.name),
  );
  const remedy = near === null ? `Add the ${to.noun} to ${to.file}, or correct the name.` : `Maybe write ${show(near)}.`;
  const message = `The ${attribute.name} (${show(name)}) has no row in ${to.file} for host ${show(draft.name)}.`;
  row.report(attribute, { code: `unknown-${to.noun}`, message, remedy });
  return null;
};
