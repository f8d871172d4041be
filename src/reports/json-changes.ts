/**
 * Changes as outcomes.jsonl holds them: those that follow each other under one rule are one group, with a column for each
 * name and value. What they gain is mostly the same for many, and stands in a list of its own.
 */
import { isAdapterLabel } from '../model/name.ts';
import type { Change } from '../model/outcome.ts';
import { INTERRUPTING, type Target, type TargetKind } from '../model/setting.ts';
import { cellAt, cutList, fullList, type Span, unless, unlessEmpty } from './json-columns.ts';

/** A host vNIC is an adapter without a VM. */
type On = Exclude<TargetKind, 'host-vnic' | 'vm-adapter'> | 'adapter';
type Column = readonly (string | number | null)[];

const TARGET_COLUMNS = {
  host: [],
  cluster: [],
  switch: ['switch'],
  nic: ['nic'],
  adapter: ['vm', 'adapter'],
  'smb-category': ['category'],
  'traffic-class': ['name', 'priority'],
  'qos-policy': ['name', 'match'],
  priority: ['priority'],
  intent: ['nic'],
} as const satisfies Readonly<Record<On, readonly string[]>>;
type TargetColumn = (typeof TARGET_COLUMNS)[On][number];

interface ChangeGroup extends Pick<Change, 'rule'>, Readonly<Partial<Record<TargetColumn, Column | undefined>>> {
  /** Order of the first; left out where it follows on the group before. */
  readonly order?: number | undefined;
  /** Of all, or of each. */
  readonly setting: Change['setting'] | readonly Change['setting'][];
  readonly on: On;
  /** Left out for `host`. */
  readonly layer?: Change['layer'] | undefined;
  /** Left out where each is as always for its setting. */
  readonly disruptive?: readonly boolean[] | undefined;
  /** Left out where adapters of VMs travel and all else stays. */
  readonly travelsWithVm?: boolean | undefined;
  /** Places in `gains`; null: none. Left out where there is none at all. */
  readonly gain?: readonly (number | null)[] | undefined;
  /** Left out where each is called after its target. */
  readonly subject?: readonly string[] | undefined;
  /** Whole numbers as numbers; null: not known. */
  readonly now?: Column | undefined;
  readonly proposed: Column;
}

export interface LeanChanges {
  readonly gains?: readonly string[] | undefined;
  readonly changes?: readonly ChangeGroup[] | undefined;
}

interface Owner {
  readonly host: string;
  readonly cluster: string;
}

const onOf = ({ kind }: Target): On => (kind === 'host-vnic' || kind === 'vm-adapter' ? 'adapter' : kind);

const labelOf = (target: Target, { host, cluster }: Owner): string => {
  switch (target.kind) {
    case 'host':
      return host;
    case 'cluster':
      return cluster;
    case 'switch':
      return target.switch;
    case 'nic':
    case 'intent':
      return target.nic;
    case 'host-vnic':
      return target.adapter;
    case 'vm-adapter':
      return `${target.vm}/${target.adapter}`;
    case 'smb-category':
      return target.category;
    case 'traffic-class':
    case 'qos-policy':
      return target.name;
    case 'priority':
      return String(target.priority);
  }
};

const travels = ({ target, travelsWithVm }: Change): boolean | undefined => unless(travelsWithVm, target.kind === 'vm-adapter');

const belongsTo = (first: Change, change: Change, position: number): boolean =>
  change.rule === first.rule &&
  change.order === first.order + position &&
  change.layer === first.layer &&
  onOf(change.target) === onOf(first.target) &&
  travels(change) === travels(first);

export const encodeChanges = (
  changes: readonly Change[],
  owner: Owner,
): { readonly gains: readonly string[] | undefined; readonly changes: readonly object[] | undefined } => {
  const gains: string[] = [];
  const groups: object[] = [];
  for (let start = 0, order = 1; start < changes.length; ) {
    const first = changes[start] as Change;
    let end = start + 1;
    while (end < changes.length && belongsTo(first, changes[end] as Change, end - start)) end += 1;
    groups.push(encodeGroup({ rows: changes, start, end }, order, owner, gains));
    order = first.order + end - start;
    start = end;
  }
  return { gains: unlessEmpty(gains), changes: unlessEmpty(groups) };
};

const encodeGroup = (span: Span<Change>, order: number, owner: Owner, gains: string[]): object => {
  const first = span.rows[span.start] as Change;
  const on = onOf(first.target);
  const { isOneSetting, isUsual, isNamed } = traitsOf(span, owner);
  const columns: readonly TargetColumn[] = TARGET_COLUMNS[on];
  const named = (column: TargetColumn): Column | undefined => (columns.includes(column) ? cutList(span, NAMES[column]) : undefined);
  const isAdapter = on === 'adapter';
  const isNic = on === 'nic' || on === 'intent';
  // Every group has the same members in the same order, most of them undefined: JSON.stringify is faster on one shape.
  return {
    order: unless(first.order, order),
    rule: first.rule,
    setting: isOneSetting ? first.setting : cutList(span, settingOf),
    on,
    layer: unless(first.layer, 'host'),
    disruptive: isUsual ? undefined : cutList(span, disruptiveOf),
    travelsWithVm: travels(first),
    gain: placesOf(span, gains),
    switch: on === 'switch' ? cutList(span, NAMES.switch) : undefined,
    nic: isNic ? cutList(span, NAMES.nic) : undefined,
    vm: isAdapter ? cutList(span, NAMES.vm) : undefined,
    adapter: isAdapter ? cutList(span, NAMES.adapter) : undefined,
    category: named('category'),
    name: named('name'),
    match: named('match'),
    priority: named('priority'),
    subject: isNamed ? undefined : cutList(span, subjectOf),
    now: cutList(span, nowOf),
    // In full, so that it tells how many there are.
    proposed: fullList(span, proposedOf),
  };
};

interface Traits {
  readonly isOneSetting: boolean;
  /** Each is disruptive as always for its setting. */
  readonly isUsual: boolean;
  /** Each is called after its target. */
  readonly isNamed: boolean;
}

const traitsOf = ({ rows, start, end }: Span<Change>, owner: Owner): Traits => {
  let { setting } = rows[start] as Change;
  let interrupts = INTERRUPTING.has(setting);
  let isOneSetting = true;
  let isUsual = true;
  let isNamed = true;
  for (let index = start; index < end; index += 1) {
    const change = rows[index] as Change;
    if (change.setting !== setting) {
      ({ setting } = change);
      interrupts = INTERRUPTING.has(setting);
      isOneSetting = false;
    }
    isUsual &&= change.disruptive === interrupts;
    isNamed &&= isCalledAfter(change, owner);
  }
  return { isOneSetting, isUsual, isNamed };
};

const settingOf = ({ setting }: Change): Change['setting'] => setting;
const disruptiveOf = ({ disruptive }: Change): boolean => disruptive;
const subjectOf = ({ subject }: Change): string => subject;

/** Names are not joined only to be compared. */
const isCalledAfter = ({ subject, target }: Change, owner: Owner): boolean =>
  target.kind === 'vm-adapter' ? isAdapterLabel(subject, target.vm, target.adapter) : subject === labelOf(target, owner);

const placesOf = ({ rows, start, end }: Span<Change>, gains: string[]): Column | undefined => {
  const places: (number | null)[] = [];
  let last = '';
  let place: number | null = null;
  for (let index = start; index < end; index += 1) {
    const { gain } = rows[index] as Change;
    if (gain !== last) place = placeOf(gain, gains);
    last = gain;
    places.push(place);
  }
  return cutList({ rows: places, start: 0, end: places.length }, itself);
};

const itself = <Item>(item: Item): Item => item;

const placeOf = (gain: string, gains: string[]): number | null => {
  if (gain === '') return null;
  const place = gains.indexOf(gain);
  return place >= 0 ? place : gains.push(gain) - 1;
};

const nameOf =
  (column: TargetColumn) =>
  ({ target }: Change): string | number | null =>
    (target as Readonly<Partial<Record<TargetColumn, string | number>>>)[column] ?? null;

const NAMES: { readonly [Column in TargetColumn]: (change: Change) => string | number | null } = {
  switch: ({ target }) => (target.kind === 'switch' ? target.switch : null),
  nic: ({ target }) => (target.kind === 'nic' || target.kind === 'intent' ? target.nic : null),
  vm: ({ target }) => (target.kind === 'vm-adapter' ? target.vm : null),
  adapter: ({ target }) => (target.kind === 'vm-adapter' || target.kind === 'host-vnic' ? target.adapter : null),
  category: nameOf('category'),
  name: nameOf('name'),
  match: nameOf('match'),
  priority: nameOf('priority'),
};

const MOST_DIGITS = 15;
const ZERO = 48;

/** A whole number that is spelled as JSON spells it, as that number; any other text as it is. */
const valueOf = (text: string): string | number => {
  const { length } = text;
  if (length === 0 || length > MOST_DIGITS || (length > 1 && text.charCodeAt(0) === ZERO)) return text;
  let value = 0;
  for (let index = 0; index < length; index += 1) {
    const digit = text.charCodeAt(index) - ZERO;
    if (digit < 0 || digit > 9) return text;
    value = value * 10 + digit;
  }
  return value;
};
const nowOf = ({ now }: Change): string | number | null => (now === '' ? null : valueOf(now));
const proposedOf = ({ proposed }: Change): string | number => valueOf(proposed);

/** The way back. */
export const decodeChanges = ({ gains = [], changes: groups = [] }: LeanChanges, owner: Owner): readonly Change[] => {
  const changes: Change[] = [];
  for (const group of groups) {
    const first = group.order ?? (changes.at(-1)?.order ?? 0) + 1;
    group.proposed.forEach((proposed, index) => {
      const gain = cellAt(group.gain, index);
      changes.push({
        ...decodeChange(group, index, owner),
        order: first + index,
        proposed: String(proposed),
        gain: gain === null ? '' : (gains[gain] ?? ''),
      });
    });
  }
  return changes;
};

const decodeChange = (group: ChangeGroup, index: number, owner: Owner): Omit<Change, 'order' | 'proposed' | 'gain'> => {
  const target = decodeTarget(group, index);
  const setting = typeof group.setting === 'string' ? group.setting : (cellAt(group.setting, index) as Change['setting']);
  return {
    setting,
    subject: cellAt(group.subject, index) ?? labelOf(target, owner),
    target,
    now: String(cellAt(group.now, index) ?? ''),
    disruptive: cellAt(group.disruptive, index) ?? INTERRUPTING.has(setting),
    travelsWithVm: group.travelsWithVm ?? target.kind === 'vm-adapter',
    rule: group.rule,
    layer: group.layer ?? 'host',
  };
};

const decodeTarget = (group: ChangeGroup, index: number): Target => {
  const names = Object.fromEntries(
    TARGET_COLUMNS[group.on].map((column): [string, string | number | null] => [column, cellAt(group[column], index)]),
  );
  if (group.on !== 'adapter') return { kind: group.on, ...names } as Target;
  const { vm, adapter } = names;
  return (vm === null || vm === undefined ? { kind: 'host-vnic', adapter } : { kind: 'vm-adapter', vm, adapter }) as Target;
};
