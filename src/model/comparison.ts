/** A scenario beside the baseline: what is compared of each host and of the fleet, and what came of it. */
import type { HostStatus, Level } from './levels.ts';

/** The figures of one host in one run. Blank figures are null. */
export interface HostFigures {
  readonly host: string;
  readonly cluster: string;
  readonly status: HostStatus | 'rejected' | 'failed';
  readonly firstShort: { readonly level: Level; readonly attainment: number } | null;
  readonly liveMigrations: number | null;
  readonly storageMigrations: number | null;
  /** Minutes. */
  readonly drainGuaranteed: number | null;
  readonly drainAtCap: number | null;
  /** Mbit/s. */
  readonly cap: number | null;
  readonly vfsFree: number | null;
  readonly queuesFree: number | null;
}

export type Presence = 'kept' | 'added' | 'removed';
export type Verdict = 'better' | 'worse' | 'same';

/** Why a host is better or worse: the first thing that differs, in this order. */
export type Because = 'cut-off' | 'memory' | 'status' | 'level' | 'attainment' | 'drain';

export interface HostComparison {
  readonly host: string;
  readonly cluster: string;
  readonly presence: Presence;
  /** null: the host is new. */
  readonly before: HostFigures | null;
  /** null: the host is gone. */
  readonly after: HostFigures | null;
  /** null: there is nothing to compare it with. */
  readonly verdict: Verdict | null;
  readonly because: Because | null;
  /** Adapters whose switch or port lost its last way out. */
  readonly cutOff: number;
  /** GiB that the VMs of the host take beyond what it has, where the scenario brings that about; else 0. */
  readonly memoryOver: number;
  /** VMs of a host that is gone and that nobody has placed. */
  readonly unplaced: number;
}

export interface UnplacedCount {
  /** As vms.csv writes it. */
  readonly tier: string;
  readonly vms: number;
}

/** One run of a what-if against the baseline. */
export interface ScenarioComparison {
  readonly name: string;
  readonly about: string;
  /** Plain decimal text; null: not stated. */
  readonly cost: string | null;
  /** In order of host. Of the baseline: each host beside itself. */
  readonly hosts: readonly HostComparison[];
  /** In order of tier. */
  readonly unplaced: readonly UnplacedCount[];
  /** Cells that a factor would have taken out of their range, and that were held at its edge. */
  readonly held: number;
  /** Rows that the scenario changed, added or removed, by file; empty files are left out. */
  readonly edits: readonly { readonly file: string; readonly rows: number }[];
  /** Values of the policy that differ from the baseline's. */
  readonly policy: readonly string[];
}
