/** failures.csv, placements.csv and after-move.csv: what each single loss costs, who takes which VM, and what that leaves. */
import { type AfterMove, type ClusterFailures, type HostLoss, isSurvived, type Loss } from '../model/failure-study.ts';
import { UNIT_OF_LACK, type VmPlace } from '../model/placement.ts';
import type { Cell } from './csv-row.ts';
import { stateLack } from './lack-words.ts';
import { type Column, headerRow, type RenderOptions, renderRows } from './table.ts';

export const FAILURE_FILES = ['failures.csv', 'placements.csv', 'after-move.csv'] as const;
export type FailureFile = (typeof FAILURE_FILES)[number];

interface LossRow {
  readonly cluster: string;
  readonly loss: Loss;
}

const ofHost =
  (pick: (loss: HostLoss) => Cell) =>
  ({ loss }: LossRow): Cell =>
    loss.kind === 'host' ? pick(loss) : null;

const ofPart =
  (pick: (loss: Exclude<Loss, HostLoss>) => Cell) =>
  ({ loss }: LossRow): Cell =>
    loss.kind === 'host' ? null : pick(loss);

const byTier = (name: string, pick: (loss: Loss) => readonly number[] | null): Column<LossRow>[] =>
  [1, 2, 3].map((tier) => ({ name: `${name}_tier_${tier}`, cell: ({ loss }) => pick(loss)?.[tier - 1] ?? null }));

const lossColumns: readonly Column<LossRow>[] = [
  { name: 'cluster', cell: ({ cluster }) => cluster },
  { name: 'kind', cell: ({ loss }) => loss.kind },
  { name: 'host', cell: ({ loss }) => loss.host },
  { name: 'lost', cell: ({ loss }) => (loss.kind === 'host' ? loss.host : loss.name) },
  { name: 'survived', cell: ({ loss }) => isSurvived(loss) },
  { name: 'vms_to_place', cell: ofHost(({ plan }) => plan.places.length) },
  ...byTier('unplaced', (loss) => (loss.kind === 'host' ? loss.plan.unplaced : null)),
  ...byTier('least_unplaced', (loss) => (loss.kind === 'host' ? loss.plan.leastUnplaced : null)),
  { name: 'gap_pct', cell: ofHost(({ plan }) => plan.gap * 100) },
  { name: 'proof', cell: ofHost(({ plan }) => plan.proof) },
  { name: 'method', cell: ofHost(({ plan }) => plan.method) },
  { name: 'left_off_vms', cell: ofHost(({ leftOff }) => leftOff) },
  { name: 'missing', cell: ofHost(({ plan }) => plan.missing?.lack ?? null) },
  { name: 'missing_amount', cell: ofHost(({ plan }) => plan.missing?.amount ?? null) },
  { name: 'missing_unit', cell: ofHost(({ plan }) => unitOf(plan.missing)) },
  { name: 'missing_on_host', cell: ofHost(({ plan }) => plan.missing?.host ?? null) },
  { name: 'missing_on_switch', cell: ofHost(({ plan }) => plan.missing?.switch ?? null) },
  { name: 'still_unplaced_with_it', cell: ofHost(({ plan }) => plan.missing?.stillUnplaced ?? null) },
  ...byTier('cut_off', (loss) => (loss.kind === 'host' ? null : loss.cutOff)),
  { name: 'uplinks_left_mbps', cell: ofPart(({ capacityLeft }) => capacityLeft) },
  { name: 'first_level_broken', cell: ({ loss }) => loss.broken?.level ?? null },
  { name: 'first_level_attainment', cell: ({ loss }) => loss.broken?.attainment ?? null },
  { name: 'worst_host', cell: ({ loss }) => loss.broken?.host ?? null },
  { name: 'worst_switch', cell: ({ loss }) => loss.broken?.switch ?? null },
  { name: 'worst_flow', cell: ({ loss }) => loss.broken?.flow ?? null },
  { name: 'broken_floors', cell: ({ loss }) => loss.brokenFloors },
  { name: 'synthetic_path_adapters', cell: ({ loss }) => (loss.kind === 'host' ? loss.fallen : loss.fallen.length) },
  { name: 'synthetic_path', cell: ofPart(({ fallen }) => (fallen.length === 0 ? null : fallen.join('; '))) },
  { name: 'drain_minutes_guaranteed', cell: ofPart(({ drainGuaranteed }) => drainGuaranteed) },
  { name: 'drain_minutes_at_cap', cell: ofPart(({ drainAtCap }) => drainAtCap) },
  { name: 'drain_window_met', cell: ofPart(({ windowMet }) => windowMet) },
];

const unitOf = (missing: HostLoss['plan']['missing']): string | null =>
  missing === null || missing.amount === null ? null : UNIT_OF_LACK[missing.lack];

interface PlaceRow {
  readonly cluster: string;
  readonly lost: string;
  readonly place: VmPlace;
}

const placeColumns: readonly Column<PlaceRow>[] = [
  { name: 'cluster', cell: ({ cluster }) => cluster },
  { name: 'lost', cell: ({ lost }) => lost },
  { name: 'vm', cell: ({ place }) => place.vm },
  { name: 'tier', cell: ({ place }) => place.tier },
  { name: 'memory_mib', cell: ({ place }) => place.memory },
  { name: 'survivor', cell: ({ place }) => place.host },
  { name: 'unplaced_because', cell: ({ place }) => place.unplaced?.lack ?? null },
  { name: 'nearest_host', cell: ({ place }) => place.unplaced?.host ?? null },
  { name: 'nearest_switch', cell: ({ place }) => place.unplaced?.switch ?? null },
  { name: 'short_by', cell: ({ place }) => place.unplaced?.amount ?? null },
  {
    name: 'short_unit',
    cell: ({ place }) => (place.unplaced === null || place.unplaced.amount === null ? null : UNIT_OF_LACK[place.unplaced.lack]),
  },
  { name: 'needs', cell: ({ place }) => (place.unplaced === null ? null : stateLack(place.unplaced)) },
];

interface MoveRow {
  readonly cluster: string;
  readonly lost: string;
  readonly move: AfterMove;
}

const MIB_PER_GIB = 1024;

const moveColumns: readonly Column<MoveRow>[] = [
  { name: 'cluster', cell: ({ cluster }) => cluster },
  { name: 'lost', cell: ({ lost }) => lost },
  { name: 'survivor', cell: ({ move }) => move.survivor },
  { name: 'switch', cell: ({ move }) => move.switch },
  { name: 'vms_taken', cell: ({ move }) => move.vms },
  { name: 'memory_left_gib', cell: ({ move }) => (move.memoryLeft === null ? null : move.memoryLeft / MIB_PER_GIB) },
  { name: 'egress_mbps', cell: ({ move }) => move.egress },
  { name: 'ingress_mbps', cell: ({ move }) => move.ingress },
  { name: 'uplink_after_nic_loss_mbps', cell: ({ move }) => move.capacityAfterLoss },
  { name: 'weights_before', cell: ({ move }) => move.weightsBefore },
  { name: 'weights_after', cell: ({ move }) => move.weightsAfter },
  { name: 'broken_floors', cell: ({ move }) => (move.weightsAfter === null ? null : move.brokenFloors) },
  { name: 'first_broken_floor_level', cell: ({ move }) => move.brokenFloor?.level ?? null },
  { name: 'first_broken_floor', cell: ({ move }) => move.brokenFloor?.flow ?? null },
  { name: 'floor_mbps', cell: ({ move }) => move.brokenFloor?.floor ?? null },
  { name: 'guaranteed_after_nic_loss_mbps', cell: ({ move }) => move.brokenFloor?.guaranteed ?? null },
  { name: 'vfs_wanted', cell: ({ move }) => move.functionsWanted },
  { name: 'vfs_assigned', cell: ({ move }) => move.functionsAssigned },
  { name: 'synthetic_path', cell: ({ move }) => (move.fallen.length === 0 ? null : move.fallen.join('; ')) },
  { name: 'default_queue_load_mbps', cell: ({ move }) => move.defaultQueueLoad },
  { name: 'default_queue_capacity_mbps', cell: ({ move }) => move.defaultQueueCapacity },
];

export const failureHeaders = (): Readonly<Record<FailureFile, string>> => ({
  'failures.csv': headerRow(lossColumns),
  'placements.csv': headerRow(placeColumns),
  'after-move.csv': headerRow(moveColumns),
});

/** Rows of one cluster: losses by host, each host before its ports, cards and top-of-rack switches. */
export const renderFailures = ({ cluster, losses }: ClusterFailures, options: RenderOptions): Readonly<Record<FailureFile, string>> => {
  const hosts = losses.filter((loss): loss is HostLoss => loss.kind === 'host');
  const places = hosts.flatMap(({ host, plan }) => plan.places.map((place) => ({ cluster, lost: host, place })));
  const moves = hosts.flatMap(({ host, matrix }) => matrix.map((move) => ({ cluster, lost: host, move })));
  return {
    'failures.csv': renderRows(
      lossColumns,
      losses.map((loss) => ({ cluster, loss })),
      options,
    ),
    'placements.csv': renderRows(placeColumns, places, options),
    'after-move.csv': renderRows(moveColumns, moves, options),
  };
};
