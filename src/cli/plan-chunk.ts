/** One task of a run: reads a slice of the inventory, plans its hosts, renders their rows and writes their scripts. */
import { groupByCluster } from '../fleet/form-chunks.ts';
import { planChunk } from '../fleet/worker.ts';
import { findChangedFiles, readSlice, type SliceContent } from '../inventory/read-slice.ts';
import type { Slice } from '../inventory/slice.ts';
import { compareNames, nameKey } from '../model/name.ts';
import type { Outcome, RejectedOutcome, Violation } from '../model/outcome.ts';
import type { Policy } from '../model/policy.ts';
import type { Problem } from '../model/problem.ts';
import { type ApplyTally, pooledProposals, startApplyTally, tallyProposal } from '../reports/apply-cluster-tally.ts';
import { clusterProposal, clusterScripts, hostScripts } from '../reports/apply-files.ts';
import { scriptBytes } from '../reports/apply-script.ts';
import { beginStaging, stageScript } from '../reports/script-stage.ts';
import { type EncodedHosts, ChunkRows, type RenderedHost } from './fragment.ts';

/** The same for every host of a run; plain data, read once by every thread. */
export interface RunSettings {
  readonly policy: Policy;
  /** Share of the hosts that is solved a second way, in percent. */
  readonly audit: number;
  readonly rawCells: boolean;
}

export interface ChunkTask {
  readonly slice: Slice;
  /** Folder below which scripts are written; null: write none. */
  readonly scripts: string | null;
  /** Memory of an earlier result, for the rows of this one; null: there is none. */
  readonly used: ArrayBuffer | null;
}

export interface PlannedHost {
  readonly host: string;
  readonly violations: readonly Violation[];
  /** The same input gives the same again: nothing was wrong with its rows, and we did not fail it. */
  readonly isRepeatable: boolean;
}

export interface PlannedChunk extends EncodedHosts {
  readonly kind: 'planned';
  /** In order of name. */
  readonly hosts: readonly PlannedHost[];
  readonly problems: readonly Problem[];
}

/** A file is no longer what it was when it was searched: nothing of the run can be trusted. */
export interface ChunkUnreadable {
  readonly kind: 'unreadable';
  readonly problems: readonly Problem[];
}

export type ChunkResult = PlannedChunk | ChunkUnreadable;

interface Rendered {
  readonly planned: PlannedHost;
  /** Its number among the rows of the chunk. */
  readonly place: number;
}

/** An outcome is many times its text, so each cluster is rendered before the next is planned. */
export const planSlice = async ({ slice, scripts, used }: ChunkTask, settings: RunSettings): Promise<ChunkResult> => {
  // A file that changed is no fault of the hosts at hand: it ends the run.
  const changed = findChangedFiles(slice);
  if (changed.length > 0) return { kind: 'unreadable', problems: changed };
  const content = readSlice(slice);
  beginStaging();
  const loose = looseProblems(content);
  const rows = new ChunkRows(settings);
  const rendered: Rendered[] = [];
  const render = (outcome: Outcome): void => {
    const own = loose.get(nameKey(outcome.host)) ?? [];
    const { host, violations }: RenderedHost = rows.add(outcome, own);
    // Written out: an object that is spread and then added to has a hidden class of its own, and slows all that reads it.
    rendered.push({ planned: { host, violations, isRepeatable: outcome.kind === 'planned' && own.length === 0 }, place: rendered.length });
  };
  content.rejected.forEach(render);
  for (const members of groupByCluster(content.hosts)) {
    const hosts = members.flatMap((index) => content.hosts[index] ?? []);
    const outcomes = await planChunk(hosts, settings.policy, settings.audit);
    outcomes.forEach(render);
    if (scripts !== null) writeScripts(scripts, outcomes);
  }
  rendered.sort((a, b) => compareNames(a.planned.host, b.planned.host));
  return {
    kind: 'planned',
    hosts: rendered.map(({ planned }) => planned),
    problems: content.problems,
    ...rows.encode(
      rendered.map(({ place }) => place),
      used,
    ),
  };
};

/** Errors that cost a host no more than their cell, by the key of its name. */
const looseProblems = ({ problems, rejected }: SliceContent): ReadonlyMap<string, readonly Problem[]> => {
  const carried = new Set(rejected.flatMap((outcome: RejectedOutcome) => outcome.problems));
  const loose = new Map<string, Problem[]>();
  for (const problem of problems) {
    if (problem.severity !== 'error' || carried.has(problem) || problem.host === null) continue;
    const key = nameKey(problem.host);
    loose.set(key, [...(loose.get(key) ?? []), problem]);
  }
  return loose;
};

/** Folder of the scripts in a report. */
const APPLY = 'apply/';

/** Scripts of the hosts of one cluster, and of the cluster. */
const writeScripts = (stage: string, outcomes: readonly Outcome[]): void => {
  const tally = startApplyTally();
  for (const outcome of outcomes) {
    stageHostScripts(stage, outcome);
    const proposal = clusterProposal(outcome);
    if (proposal !== null) tallyProposal(tally, proposal);
  }
  stageClusterScripts(stage, tally);
};

export const stageHostScripts = (stage: string, outcome: Outcome): void => {
  for (const { path, script } of hostScripts(outcome)) stageScript(stage, path.slice(APPLY.length), scriptBytes(script));
};

export const stageClusterScripts = (stage: string, tally: ApplyTally): void => {
  for (const proposal of pooledProposals(tally)) {
    for (const { path, script } of clusterScripts(proposal)) stageScript(stage, path.slice(APPLY.length), scriptBytes(script));
  }
};
