/** Which scripts an outcome gives rise to, and where they stand. */
import type { Change, Outcome } from '../model/outcome.ts';
import { type Script, type ScriptPieces, scriptPieces } from './apply-script.ts';
import { applyStep, isOfCluster } from './apply-step.ts';
import { pathSegment } from './path-segment.ts';

export interface ApplyFile {
  /** Path below the folder of the run, with `/` between. */
  readonly path: string;
  readonly script: ScriptPieces;
}

/** Changes of the cluster's own settings, as one member proposes them. */
export interface ClusterProposal {
  readonly cluster: string;
  readonly changes: readonly Change[];
}

/** Hosts under SCVMM get none: what it manages is changed there, or it changes it back. */
const changesOf = (outcome: Outcome): readonly Change[] =>
  outcome.kind !== 'planned' || outcome.managedBy === 'scvmm' ? [] : outcome.changes;

/** The scripts of one host: none where nothing of the host itself changes. */
export const hostScripts = (outcome: Outcome): readonly ApplyFile[] => {
  const changes = changesOf(outcome).filter((change) => !isOfCluster(change));
  return scriptsFor({ scope: 'host', expected: outcome.host, cluster: outcome.cluster, stem: pathSegment(outcome.host) }, changes);
};

/** null where the host proposes nothing for its cluster. */
export const clusterProposal = (outcome: Outcome): ClusterProposal | null => {
  const changes = changesOf(outcome).filter(isOfCluster);
  return changes.length === 0 ? null : { cluster: outcome.cluster, changes };
};

export const clusterScripts = ({ cluster, changes }: ClusterProposal): readonly ApplyFile[] =>
  scriptsFor({ scope: 'cluster', expected: cluster, cluster, stem: 'cluster' }, changes);

type Place = Pick<Script, 'scope' | 'expected' | 'stem'> & { readonly cluster: string };

/** What interrupts stands in a script of its own, and each script has its undo beside it. */
const scriptsFor = ({ cluster, ...place }: Place, changes: readonly Change[]): readonly ApplyFile[] =>
  changes.length === 0
    ? []
    : [false, true].flatMap((disruptive) => {
        const own = changes.filter((change) => change.disruptive === disruptive);
        if (own.length === 0) return [];
        const script = { ...place, disruptive, steps: own.map(applyStep), stem: disruptive ? `${place.stem}.disruptive` : place.stem };
        const path = `apply/${pathSegment(cluster)}/${script.stem}`;
        return [
          { path: `${path}.ps1`, script: scriptPieces({ ...script, direction: 'apply' }) },
          { path: `${path}.undo.ps1`, script: scriptPieces({ ...script, direction: 'undo' }) },
        ];
      });
