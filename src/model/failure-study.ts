/** What the loss of one thing costs a cluster: a host, a port, a card or a top-of-rack switch. Plain data: it crosses threads. */
import type { Level } from './levels.ts';
import type { Violation } from './outcome.ts';
import type { ByTier, PlacementPlan } from './placement.ts';

export const LOSS_KINDS = ['host', 'nic', 'device', 'fabric'] as const;
export type LossKind = (typeof LOSS_KINDS)[number];

/** A level that held before the loss, or held better. */
export interface BrokenLevel {
  readonly level: Level;
  readonly attainment: number;
  readonly host: string;
  readonly switch: string;
  /** Label of the adapter that has least of what it should. */
  readonly flow: string | null;
}

/** A floor that the weights, as they travelled, no longer give. */
export interface BrokenFloor {
  readonly level: Level;
  readonly flow: string;
  readonly floor: number;
  readonly guaranteed: number;
}

/** One survivor with the VMs of one lost host: a cell of the matrix, one row a switch. */
export interface AfterMove {
  readonly survivor: string;
  readonly vms: number;
  /** MiB left; null where the memory of the host is not known. */
  readonly memoryLeft: number | null;
  readonly switch: string;
  readonly egress: number;
  readonly ingress: number;
  readonly capacityAfterLoss: number;
  /** Σ of weights; null where no weights rule the switch. */
  readonly weightsBefore: number | null;
  readonly weightsAfter: number | null;
  readonly brokenFloor: BrokenFloor | null;
  readonly brokenFloors: number;
  readonly functionsWanted: number;
  readonly functionsAssigned: number;
  /** Labels of adapters that held a virtual function before the loss and hold none after it. */
  readonly fallen: readonly string[];
  /** null where the uplinks use no VMQ. */
  readonly defaultQueueLoad: number | null;
  readonly defaultQueueCapacity: number | null;
}

export interface HostLoss {
  readonly kind: 'host';
  readonly host: string;
  readonly plan: PlacementPlan;
  /** VMs that do not start by themselves elsewhere (priority 0). */
  readonly leftOff: number;
  readonly matrix: readonly AfterMove[];
  readonly broken: BrokenLevel | null;
  /** Floors that held before the loss and hold no longer. */
  readonly brokenFloors: number;
  /** Adapters that fall back to the synthetic path, of movers and of those who were there. */
  readonly fallen: number;
}

/** Loss of ports of one host. Weights stay as they are set: nobody turns them in the moment of a failure. */
export interface PartLoss {
  readonly kind: 'nic' | 'device' | 'fabric';
  readonly host: string;
  readonly name: string;
  /** Capacity of the switches of the host that had uplinks among the lost, after the loss; null: none had. */
  readonly capacityLeft: number | null;
  /** VMs with an adapter on a switch that has no uplink left. */
  readonly cutOff: ByTier;
  readonly broken: BrokenLevel | null;
  readonly brokenFloors: number;
  /** Adapters that fall back to the synthetic path. */
  readonly fallen: readonly string[];
  /** Minutes to empty the host afterwards; null where it cannot be, or nothing is guaranteed. */
  readonly drainGuaranteed: number | null;
  readonly drainAtCap: number | null;
  readonly windowMet: boolean | null;
}

export type Loss = HostLoss | PartLoss;

/** Survived: nobody is left over or cut off, and every floor that held still holds. */
export const isSurvived = (loss: Loss): boolean =>
  loss.brokenFloors === 0 && (loss.kind === 'host' ? sum(loss.plan.unplaced) === 0 : sum(loss.cutOff) === 0);

export const sum = (counts: ByTier): number => counts[0] + counts[1] + counts[2];

export interface ClusterFailures {
  readonly cluster: string;
  /** Planned members; those that were rejected or failed are no survivors, and nothing is said of their loss. */
  readonly hosts: readonly string[];
  /** Nobody is there to take anything; ports and cards are studied all the same. */
  readonly standAlone: boolean;
  /** Hosts whose memory is not known and so does not limit. */
  readonly memoryUnknown: readonly string[];
  readonly losses: readonly Loss[];
  /** What did not stand up to the judge, by our own fault; such losses are left out. */
  readonly violations: readonly Violation[];
}
