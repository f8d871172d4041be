/** Checks that rows share: a name is taken once, and what a row refers to has a row of its own on that host. */
import { nameKey } from '../model/name.ts';
import type { InventoryFile } from '../model/problem.ts';
import type { Attribute } from './attribute.ts';
import type { HostDraft, Registry } from './host-draft.ts';
import { nearest } from './nearest.ts';
import type { Statement } from './source.ts';
import { show } from './source.ts';
import type { Row } from './table.ts';

/**
 * Takes the name for this row and its item (null: the row is broken, but the name is there to be referred to). A second
 * row of the same name is a problem of the cell that holds the name.
 */
export const claimName = <Item>(registry: Registry<Item>, name: string, item: Item | null, row: Row, attribute: Attribute): void => {
  const earlier = registry.claim(nameKey(name), row.line, item);
  if (earlier !== null) row.report(attribute, takenName(attribute, name, earlier));
};

/** Words for a name that an earlier line has taken. */
export const takenName = (attribute: Attribute, label: string, earlier: number): Statement => ({
  code: 'duplicate-row',
  message: `The ${attribute.name} (${show(label)}) has a row already, in line ${earlier}.`,
  remedy: 'Remove one of the two rows, or rename what it describes.',
});

/** A host with more wrong references, or more things of a kind, is no case of a slip of the pen; the search would be long. */
const MOST_SEARCHES = 100;
const MOST_CANDIDATES = 1000;

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
  const item = to.registry.get(nameKey(name));
  if (item !== undefined) return item;
  if (draft.unreadable.has(to.file)) return null;
  draft.searches += 1;
  const candidates = draft.searches > MOST_SEARCHES ? [] : to.registry.items().slice(0, MOST_CANDIDATES);
  const near = nearest(
    name,
    candidates.map((other) => other.name),
  );
  const remedy = near === null ? `Add the ${to.noun} to ${to.file}, or correct the name.` : `Maybe write ${show(near)}.`;
  const message = `The ${attribute.name} (${show(name)}) has no row in ${to.file} for host ${show(draft.name)}.`;
  row.report(attribute, { code: `unknown-${to.noun}`, message, remedy });
  return null;
};
