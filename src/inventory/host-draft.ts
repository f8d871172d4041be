/** A host while its rows are still being read: what there is of it, by name, and what is wrong with it. */
import type { Adapter, Host, Nic, VirtualSwitch, Vm } from '../model/host.ts';
import { compareNames, nameKey } from '../model/name.ts';
import type { InputTable } from '../model/problem.ts';

/** The cells of one row of hosts.csv. */
export type HostRow = Omit<Host, 'switches' | 'nics' | 'adapters' | 'vms' | 'vmsElsewhere' | keyof ClusterRow>;

/** What clusters.csv says of the cluster of a host; a cluster without a row has none of it. */
export type ClusterRow = Pick<Host, 'clusterUplink' | 'spareHosts'>;

const NO_CLUSTER_ROW: ClusterRow = { clusterUplink: null, spareHosts: null };

/** A VM whose adapters are still being found. */
export interface VmDraft extends Vm {
  readonly adapters: Adapter[];
}

/** Things of one kind on one host, by name; a row that was broken keeps its place, so that references to it still hold. */
export class Registry<Item> {
  readonly #places = new Map<string, number>();
  readonly #lines: number[] = [];
  readonly #items: (Item | null)[] = [];

  /** The line that has the name already, or null once the name is taken for this line. */
  claim(key: string, line: number, item: Item | null): number | null {
    const place = this.#places.get(key);
    if (place !== undefined) return this.#lines[place] ?? null;
    this.#places.set(key, this.#lines.length);
    this.#lines.push(line);
    this.#items.push(item);
    return null;
  }

  /** null: the row of that name is broken; undefined: there is none. */
  get(key: string): Item | null | undefined {
    const place = this.#places.get(key);
    return place === undefined ? undefined : this.#items[place];
  }

  /** In order of rows, those that could be read. */
  items(): Item[] {
    return this.#items.filter((item) => item !== null);
  }
}

export interface HostDraft {
  readonly name: string;
  /** Line of hosts.csv. */
  readonly line: number;
  /** null: the row was broken. */
  row: HostRow | null;
  /** Cluster and version for the report of a rejected host; '' where they could not be read. */
  cluster: string;
  os: string;
  isRejected: boolean;
  readonly switches: Registry<VirtualSwitch>;
  readonly nics: Registry<Nic>;
  readonly vms: Registry<VmDraft>;
  /** Adapters of the host itself and of its VMs, by `vm/adapter`: only their names are looked up. */
  readonly adapterNames: Registry<null>;
  readonly adapters: Adapter[];
  /** Files with a row of this host whose name could not be read: a name that only that row may hold is not missed. */
  readonly unreadable: Set<InputTable>;
  /** How often the nearest spelling of a name was sought on this host: the search is bounded. */
  searches: number;
}

const createDraft = (name: string, line: number): HostDraft => ({
  name,
  line,
  row: null,
  cluster: '',
  os: '',
  isRejected: false,
  switches: new Registry(),
  nics: new Registry(),
  vms: new Registry(),
  adapterNames: new Registry(),
  adapters: [],
  unreadable: new Set(),
  searches: 0,
});

/** All hosts of hosts.csv. Rows of one host mostly stand together, so the last one found is asked first. */
export class HostDrafts {
  readonly #byKey = new Map<string, HostDraft>();
  #lastName = '';
  #last: HostDraft | null = null;

  add(name: string, line: number): HostDraft {
    const draft = createDraft(name, line);
    this.#byKey.set(nameKey(name), draft);
    this.#lastName = name;
    this.#last = draft;
    return draft;
  }

  find(name: string): HostDraft | null {
    if (name === this.#lastName) return this.#last;
    this.#lastName = name;
    this.#last = this.#byKey.get(nameKey(name)) ?? null;
    return this.#last;
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** In order of name. */
  all(): HostDraft[] {
    return [...this.#byKey.values()].toSorted((a, b) => compareNames(a.name, b.name));
  }

  *names(): Generator<string> {
    for (const draft of this.#byKey.values()) yield draft.name;
  }
}

/** In order of name; the array itself where it is in order already, as most exports are. */
const sortByName = <Item extends { readonly name: string }>(items: Item[]): Item[] => {
  for (let index = 1; index < items.length; index += 1) {
    const before = items[index - 1];
    const item = items[index];
    if (before !== undefined && item !== undefined && compareNames(before.name, item.name) > 0) {
      return items.sort((a, b) => compareNames(a.name, b.name));
    }
  }
  return items;
};

/** The host, once every file has been read; null where it is rejected. */
export const finishHost = (draft: HostDraft, clusters: ReadonlyMap<string, ClusterRow>): Host | null => {
  if (draft.isRejected || draft.row === null) return null;
  const { row } = draft;
  const { clusterUplink, spareHosts } = clusters.get(nameKey(row.cluster)) ?? NO_CLUSTER_ROW;
  const vms = sortByName(draft.vms.items());
  for (const vm of vms) sortByName(vm.adapters);
  // Key by key: V8 gives every object that is spread and then added to a shape of its own, and everything reads hosts.
  return {
    name: row.name,
    cluster: row.cluster,
    os: row.os,
    logicalProcessors: row.logicalProcessors,
    smt: row.smt,
    numaNodes: row.numaNodes,
    cpuUsed: row.cpuUsed,
    memory: row.memory,
    storageThroughput: row.storageThroughput,
    storageUsed: row.storageUsed,
    drainWindow: row.drainWindow,
    settings: row.settings,
    managedBy: row.managedBy,
    clusterUplink,
    spareHosts,
    switches: sortByName(draft.switches.items()),
    nics: sortByName(draft.nics.items()),
    adapters: sortByName(draft.adapters),
    vms,
    vmsElsewhere: NOWHERE,
  };
};

const NOWHERE: Host['vmsElsewhere'] = [];
