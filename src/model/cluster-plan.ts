/** One transport and one number of migrations for a whole cluster, and what that costs its members. */
import type { Minutes } from '../units/quantity.ts';
import type { Transport } from './transport.ts';

export interface ClusterChoice {
  readonly transport: Transport;
  readonly liveMigrations: number;
}

/** The price of uniformity for one member: its own optimum beside what it gets. */
export interface Uniformity {
  readonly because: 'windows-2022-or-later' | 'cluster-setting-known' | 'network-atc';
  readonly cluster: ClusterChoice;
  readonly own: ClusterChoice;
  readonly drainOwn: Minutes;
  readonly drainCluster: Minutes;
  readonly lost: Minutes;
  /** This member's NICs are why a quicker choice is not legal or not in time for all. */
  readonly holdsBack: boolean;
}
