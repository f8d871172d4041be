/** What the screen keeps of one cluster's losses: counts, and the few that cost most. */
import { type ClusterFailures, isSurvived, type Loss, LOSS_KINDS, type LossKind, sum } from '../model/failure-study.ts';
import type { ByTier, Missing } from '../model/placement.ts';

export interface WorstLoss {
  readonly kind: LossKind;
  readonly cluster: string;
  readonly host: string;
  readonly lost: string;
  /** VMs without a place, or cut off. */
  readonly vms: ByTier;
  readonly brokenFloors: number;
  readonly missing: Missing | null;
}

export type KindCounts = { readonly [Kind in LossKind]: { readonly lost: number; readonly notSurvived: number } };

export interface FailuresDigest {
  readonly cluster: string;
  readonly hosts: number;
  readonly standAlone: boolean;
  readonly memoryUnknown: number;
  readonly counts: KindCounts;
  /** Not survived, the worst first, at most KEPT of them. */
  readonly worst: readonly WorstLoss[];
  readonly worstGap: number;
  readonly fallen: number;
}

export const KEPT = 12;

export const worstOfLoss = (cluster: string, loss: Loss): WorstLoss => ({
  kind: loss.kind,
  cluster,
  host: loss.host,
  lost: loss.kind === 'host' ? loss.host : loss.name,
  vms: loss.kind === 'host' ? loss.plan.unplaced : loss.cutOff,
  brokenFloors: loss.brokenFloors,
  missing: loss.kind === 'host' ? loss.plan.missing : null,
});

/** Positive where b costs more: a host before its parts, VMs by tier, then floors. */
export const compareLosses = (a: WorstLoss, b: WorstLoss): number =>
  LOSS_KINDS.indexOf(a.kind) - LOSS_KINDS.indexOf(b.kind) ||
  b.vms[0] - a.vms[0] ||
  b.vms[1] - a.vms[1] ||
  b.vms[2] - a.vms[2] ||
  b.brokenFloors - a.brokenFloors;

export const digestFailures = (study: ClusterFailures): FailuresDigest => {
  const { cluster, hosts, losses } = study;
  const countOf = (kind: LossKind) => {
    const of = losses.filter((loss) => loss.kind === kind);
    return { lost: of.length, notSurvived: of.filter((loss) => !isSurvived(loss)).length };
  };
  const bad = losses.filter((loss) => !isSurvived(loss)).map((loss) => worstOfLoss(cluster, loss));
  return {
    cluster,
    hosts: hosts.length,
    standAlone: study.standAlone,
    memoryUnknown: study.memoryUnknown.length,
    counts: { host: countOf('host'), nic: countOf('nic'), device: countOf('device'), fabric: countOf('fabric') },
    worst: bad.sort(compareLosses).slice(0, KEPT),
    worstGap: losses.reduce((gap, loss) => (loss.kind === 'host' ? Math.max(gap, loss.plan.gap) : gap), 0),
    fallen: losses.filter((loss) => (loss.kind === 'host' ? loss.fallen : loss.fallen.length) > 0).length,
  };
};

export const lossVms = ({ vms }: WorstLoss): number => sum(vms);
