/** Every host that hosts.csv names, numbered, and the cluster of each: what a row is sorted by before it is read. */
import { LONGEST_NAME } from './attribute.ts';
import { isControl } from './cell.ts';
import { nameKey } from '../model/name.ts';

/** Unknown, or not a name at all. */
export const NOBODY = -1;

/** The text of a cell as a name; null where it is blank or none. */
export const readName = (text: string): string | null => {
  const name = text.trim();
  if (name === '' || name.length > LONGEST_NAME) return null;
  for (let index = 0; index < name.length; index += 1) {
    if (isControl(name.charCodeAt(index))) return null;
  }
  return name;
};

const isSame = <Item>(a: readonly Item[], b: readonly Item[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

export class HostNames {
  readonly names: string[] = [];
  /** Number of the cluster of each host. */
  readonly clusterOf: number[] = [];
  /** As the first host of each writes it; '' for a host whose cluster could not be read, which stands alone then. */
  readonly clusters: string[] = [];
  #hosts = new Map<string, number>();
  #clusters = new Map<string, number>();

  /** Number of a host; NOBODY where there is none of the name. */
  find(text: string): number {
    return this.#hosts.get(text) ?? this.#findSlowly(text);
  }

  /** Names are kept as keys; a cell that is written so already needs no work. */
  #findSlowly(text: string): number {
    const name = readName(text);
    return name === null ? NOBODY : (this.#hosts.get(nameKey(name)) ?? NOBODY);
  }

  /** The number of a host of hosts.csv, new or known; NOBODY where the text is no name. */
  add(text: string, cluster: string): number {
    const name = readName(text);
    if (name === null) return NOBODY;
    const key = nameKey(name);
    const known = this.#hosts.get(key);
    if (known !== undefined) return known;
    const host = this.names.length;
    this.#hosts.set(key, host);
    this.names.push(name);
    this.clusterOf.push(this.#clusterNumber(readName(cluster)));
    return host;
  }

  /** Gives back what finds a number by its name: nobody looks for one any more. */
  release(): void {
    this.#hosts = new Map();
    this.#clusters = new Map();
  }

  /** Whether hosts and clusters have the same names and numbers, as they are written. */
  equals({ names, clusterOf, clusters }: HostNames): boolean {
    return isSame(names, this.names) && isSame(clusterOf, this.clusterOf) && isSame(clusters, this.clusters);
  }

  #clusterNumber(name: string | null): number {
    const known = name === null ? undefined : this.#clusters.get(nameKey(name));
    if (known !== undefined) return known;
    if (name !== null) this.#clusters.set(nameKey(name), this.clusters.length);
    this.clusters.push(name ?? '');
    return this.clusters.length - 1;
  }
}
