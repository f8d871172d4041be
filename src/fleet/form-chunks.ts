/**
 * Cuts a fleet into chunks of work. A cluster is never split, because its members are chosen for together; small
 * clusters share a chunk, so that a task is long enough for the cost of handing it over to vanish.
 */
import { nameKey } from '../model/name.ts';

/** At about a millisecond a host this is a task of 50 to 100 ms: long against the hand-over, short against a run. */
export const CHUNK_HOSTS = 64;

/** Indexes into the list of hosts, rising. */
export type Chunk = readonly number[];

/** Indexes of the members of each cluster, clusters in order of their first host. */
export const groupByCluster = (hosts: readonly { readonly cluster: string }[]): readonly number[][] => {
  const clusters = new Map<string, number[]>();
  hosts.forEach((host, index) => {
    const key = nameKey(host.cluster);
    const members = clusters.get(key);
    if (members === undefined) clusters.set(key, [index]);
    else members.push(index);
  });
  return [...clusters.values()];
};

/**
 * @param hosts in order of name, which makes the chunks independent of the order of input rows
 * @returns whole clusters, in order of the first host of each chunk; every index occurs once
 */
export const formChunks = (hosts: readonly { readonly cluster: string }[], size: number = CHUNK_HOSTS): readonly Chunk[] => {
  const chunks: number[][] = [];
  let open: number[] = [];
  for (const members of groupByCluster(hosts)) {
    if (open.length > 0 && open.length + members.length > size) {
      chunks.push(open);
      open = [];
    }
    open = [...open, ...members];
  }
  if (open.length > 0) chunks.push(open);
  return chunks.map((chunk) => chunk.sort((a, b) => a - b));
};
