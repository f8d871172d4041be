/** Runs the clusters of a fleet through a study, in this process or in a pool, and hands the fragments back in order of cluster. */
import { setImmediate as turn } from 'node:timers/promises';
import { groupByCluster } from '../fleet/form-chunks.ts';
import { type Execute, runChunks } from '../fleet/run-chunks.ts';
import type { Host } from '../model/host.ts';
import type { Violation } from '../model/outcome.ts';

/** All hosts of one cluster that can be planned, in order of name. */
export type ClusterHosts = readonly Host[];

/** What a study keeps of one cluster: its rows by file, what the screen says of it, and where we failed it. */
export interface StudyFragment<Digest> {
  readonly files: Readonly<Record<string, string>>;
  /** null: the cluster took its worker with it. */
  readonly digest: Digest | null;
  readonly cluster: string;
  readonly violations: readonly Violation[];
}

export interface StudyRun<Digest> {
  /** In order of name. */
  readonly hosts: readonly Host[];
  readonly threads: number;
  readonly signal: AbortSignal;
  /** One fragment a cluster; in this process. */
  readonly study: (clusters: readonly ClusterHosts[]) => Promise<readonly StudyFragment<Digest>[]>;
  /** Module that does the same in a thread, and what it is told at its start. */
  readonly worker: URL;
  readonly workerData: unknown;
  readonly onDone: (clusters: number) => void;
}

/** Hosts of a task: a study takes tens of milliseconds a host, so a task is short of hosts and long enough of work. */
const CHUNK_HOSTS = 12;

export const clustersOf = (hosts: readonly Host[]): readonly ClusterHosts[] =>
  groupByCluster(hosts).map((members) => members.map((index) => hosts[index] as Host));

const chunksOf = (clusters: readonly ClusterHosts[]): number[][] => {
  const chunks: number[][] = [];
  let open: number[] = [];
  let size = 0;
  clusters.forEach((cluster, index) => {
    if (open.length > 0 && size + cluster.length > CHUNK_HOSTS) {
      chunks.push(open);
      open = [];
      size = 0;
    }
    open.push(index);
    size += cluster.length;
  });
  if (open.length > 0) chunks.push(open);
  return chunks;
};

const died = <Digest>(cluster: ClusterHosts, message: string): StudyFragment<Digest> => {
  const name = cluster[0]?.cluster ?? '';
  return { files: {}, digest: null, cluster: name, violations: [{ rule: 'worker-died', subject: name, message }] };
};

/** @throws the signal's reason once it is aborted */
export async function* studyFleet<Digest>(run: StudyRun<Digest>): AsyncGenerator<StudyFragment<Digest>, void, undefined> {
  const { threads, signal, onDone, study } = run;
  const items = clustersOf(run.hosts);
  const common = { items, chunks: chunksOf(items), died: died<Digest>, signal, onDone };
  if (threads === 0) {
    const execute: Execute<ClusterHosts, StudyFragment<Digest>> = async (clusters) => {
      // Signals are delivered between turns of the event loop only.
      await turn();
      signal.throwIfAborted();
      return study(clusters);
    };
    yield* runChunks({ ...common, execute, inFlight: 1 });
    return;
  }
  const { openPool } = await import('../fleet/pool.ts');
  const pool = openPool<ClusterHosts, StudyFragment<Digest>>({ worker: run.worker, workerData: run.workerData, threads, signal });
  try {
    yield* runChunks({ ...common, execute: pool.execute, inFlight: 2 * threads });
  } finally {
    await pool.close();
  }
}
