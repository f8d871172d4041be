/**
 * What one host of a comparison must know of the others: gathered in a first pass over both reports, asked in the second.
 * It keeps two names a cluster in which anything differs, and a digest for each host that came or went.
 */
import { createHash } from 'node:crypto';
import { nameKey } from '../model/name.ts';
import type { Outcome } from '../model/outcome.ts';
import type { RunDifference } from './diff-cause.ts';
import { clusterKey, type HostPair, inputsOf } from './diff-host.ts';
import { identityOf } from './diff-inputs.ts';
import { type Standing, standingOf } from './diff-standing.ts';

export interface Renamed {
  readonly host: string;
  readonly cluster: string;
  readonly standing: Standing;
}

/** null: two hosts look alike, and nobody can tell which is which. */
type Identities = Map<string, Renamed | null>;

export interface DiffContext {
  /** Host names with a difference, two at most: whichever host asks, one of them is another. */
  readonly clusters: Map<string, string[]>;
  readonly gone: Identities;
  readonly come: Identities;
}

export const startContext = (): DiffContext => ({ clusters: new Map(), gone: new Map(), come: new Map() });

export const notePair = (context: DiffContext, pair: HostPair, run: RunDifference): void => {
  const moved = clusterKey(pair.earlier) !== clusterKey(pair.now);
  const differs = pair.earlier.kind !== pair.now.kind || inputsOf(pair, run).length > 0;
  if (moved) noteCluster(context, clusterKey(pair.earlier), pair.earlier.host);
  if (moved || differs) noteCluster(context, clusterKey(pair.now), pair.now.host);
};

export const notePresence = (context: DiffContext, outcome: Outcome, which: 'new' | 'gone'): void => {
  const entry = { host: outcome.host, cluster: clusterKey(outcome), standing: standingOf(outcome) };
  const identity = digestOf(outcome);
  const side = which === 'new' ? context.come : context.gone;
  const before = identity === null ? undefined : side.get(identity);
  if (identity !== null) side.set(identity, before === undefined ? entry : null);
  if (identity === null || before !== undefined) noteCluster(context, entry.cluster, entry.host);
  if (before != null) noteCluster(context, before.cluster, before.host);
};

/** After the first pass: a host that came or went changes its cluster, one that has another name does not. */
export const settleContext = (context: DiffContext): void => {
  const { come, gone } = context;
  for (const [own, other] of [
    [come, gone],
    [gone, come],
  ] as const) {
    for (const [identity, entry] of own) if (entry !== null && other.get(identity) == null) noteCluster(context, entry.cluster, entry.host);
  }
};

const noteCluster = ({ clusters }: DiffContext, cluster: string, host: string): void => {
  const names = clusters.get(cluster);
  if (names === undefined) clusters.set(cluster, [host]);
  else if (names.length < 2 && !names.includes(host)) names.push(host);
};

const digestOf = (outcome: Outcome): string | null => {
  const identity = outcome.kind === 'planned' ? identityOf(outcome) : null;
  return identity === null ? null : createHash('sha256').update(identity).digest('base64');
};

/** Another member of the cluster in which something differs; null: none. */
export const neighbourOf = ({ clusters }: DiffContext, { earlier, now }: HostPair): string | null => {
  const own = nameKey(now.host);
  for (const outcome of [now, earlier]) {
    const other = clusters.get(clusterKey(outcome))?.find((name) => nameKey(name) !== own);
    if (other !== undefined) return other;
  }
  return null;
};

/** The name that a new host had, or that a gone host has now; null where it was not renamed, or nobody can tell. */
export const otherNameOf = (context: DiffContext, outcome: Outcome, which: 'new' | 'gone'): Renamed | null => {
  const identity = digestOf(outcome);
  if (identity === null) return null;
  const [own, other] = which === 'new' ? [context.come, context.gone] : [context.gone, context.come];
  return own.get(identity) == null ? null : (other.get(identity) ?? null);
};
