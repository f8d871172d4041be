/** What should be, for one host. Pure data: a host and a policy give the same plan, to the byte. */
import type { BitsPerSecond, BytesPerSecond, Cores, Mbps, Mebibytes, MegabytesPerSecond, Minutes, Seconds } from '../units/quantity.ts';
import type { Uniformity } from './cluster-plan.ts';
import type { CompatibilityVerdict } from './compatibility-verdict.ts';
import type { Decision, Proof } from './decision.ts';
import type { Finding } from './finding.ts';
import type { Role, Tier } from './host.ts';
import type { OffloadPlan } from './offload-plan.ts';
import type { FailureGroup } from './failure-group.ts';
import type { HostStatus, Level } from './levels.ts';
import type { PolicyKey } from './policy.ts';
import type { Transport } from './transport.ts';
import type { EtsPlan, JumboProposal, LayoutGroup, OffloadStanding, PinningPlan } from './topology-plan.ts';

export type { Proof } from './decision.ts';
export type { FailureGroup } from './failure-group.ts';
export type { HostStatus } from './levels.ts';
export { TRANSPORTS, type Transport } from './transport.ts';

export type Layer = 'weights' | 'ets' | 'none';

/** A layer that could have ruled a switch, and the first fact that speaks against it. */
export interface LayerLoss {
  readonly layer: Layer;
  readonly because:
    | 'no-uplinks'
    | 'uplinks-without-rdma'
    | 'lbfo-hides-rdma'
    | 'rdma-under-switch-needs-2016'
    | 'no-rdma-traffic'
    | 'too-few-traffic-classes'
    | 'dcb-excludes-weights'
    | 'iov-enabled'
    | 'network-atc-keeps-mode'
    | 'nothing-guaranteed';
}

export type FlowPath = 'switch' | 'default-flow' | 'vf' | 'direct' | 'rdma';

/** One row of flows.csv: an adapter, or the default flow of a switch. */
export interface FlowPlan {
  readonly vm: string | null;
  readonly adapter: string;
  readonly role: Role | null;
  readonly tier: Tier | null;
  readonly path: FlowPath;
  readonly nic: string | null;
  readonly egress: Mbps;
  readonly floor: Mbps;
  readonly weightNow: number | null;
  readonly weight: number | null;
  /** Percent of the DCB class that the adapter sends in, which it shares with the others of that class; null without DCB. */
  readonly etsPercent: number | null;
  readonly guaranteed: Mbps | null;
  readonly guaranteedAfterLoss: Mbps | null;
  readonly guaranteedWorstPinning: Mbps | null;
  readonly attainment: number | null;
}

export interface LevelResult {
  readonly level: Level;
  readonly attainment: number;
  /** Label of the flow that holds the level back; null where the level is attained. */
  readonly worstFlow: string | null;
  /** The constraint that holds the worst flow back; null where the level is attained or today's weights are kept. */
  readonly binding: LevelBinding | null;
}

export type LevelBinding = 'uplink-capacity' | 'weight-ratio' | 'live-migration-share' | 'drain-window';

export interface WeightPlan {
  /** Sum of the weights that share the switch: 100 for a plan of ours, the sum of today's weights where those are kept. */
  readonly sum: number;
  readonly defaultFlowWeight: number;
  /** Today's weights stay: a change would gain no level enough. */
  readonly kept: boolean;
  /** The smallest weight κ under which the optimum was found; null where today's weights are kept. */
  readonly smallestWeight: number | null;
}

export interface SwitchPlan {
  readonly switch: string;
  readonly layer: Layer;
  readonly layerBecause: string;
  readonly layersLost: readonly LayerLoss[];
  readonly uplinks: readonly string[];
  readonly capacity: Mbps;
  readonly capacityAfterLoss: Mbps;
  /** The group whose loss costs most; null where no loss is survived or planned for. */
  readonly worstLoss: FailureGroup | null;
  readonly weights: Decision<WeightPlan>;
  /** null where another layer rules. */
  readonly ets: EtsPlan | null;
  readonly flows: readonly FlowPlan[];
  /** Empty where no layer guarantees anything. */
  readonly levels: readonly LevelResult[];
  /** Attainments of today's setting, in the order of `levels`; null where today's weights say nothing. */
  readonly levelsToday: readonly LevelResult[] | null;
}

export interface MigrationOption {
  readonly transport: Transport;
  readonly liveMigrations: number;
  readonly storageMigrations: number;
}

/** The pass of the choice in which an alternative lost, with the two values that were compared there. */
export interface Alternative {
  readonly option: MigrationOption;
  readonly lostIn: MigrationPass;
  readonly chosenValue: number;
  readonly alternativeValue: number;
}

export const MIGRATION_PASSES = [
  'window',
  'converging-vms',
  'vm-traffic',
  'drain-time',
  'storage-copies',
  'cpu',
  'live-migrations',
  'transport',
  'stability',
] as const;
export type MigrationPass = (typeof MIGRATION_PASSES)[number];

export interface MigrationPath {
  readonly kind: 'switch' | 'direct';
  /** Switch name; null for a direct path. */
  readonly switch: string | null;
  readonly role: 'live-migration' | 'storage' | 'management';
  readonly adapters: readonly string[];
  readonly nics: readonly string[];
}

export interface MigrationPlan {
  readonly path: MigrationPath;
  readonly option: MigrationOption;
  /** Today's option was kept although another is a little better. */
  readonly kept: boolean;
  readonly windowMet: boolean;
  /** Least whole rate that meets the window; null where none does. */
  readonly required: Mbps | null;
  /** null where no layer guarantees a rate. */
  readonly guaranteed: Mbps | null;
  readonly cap: Mbps;
  /** P: what the path and its receiver can carry. */
  readonly pathRate: Mbps;
  readonly drainGuaranteed: Seconds | null;
  readonly drainAtCap: Seconds;
  readonly window: Seconds;
  readonly cpu: Cores;
  readonly cpuHead: Cores;
  readonly otherFloors: Mbps;
  readonly breaksFloor: boolean;
  /** What held the choice back: a constraint code such as `uplink-capacity` or `cpu-headroom`. */
  readonly binding: string;
  readonly alternative: Alternative | null;
}

export interface Limits {
  readonly smbLiveMigration: BytesPerSecond | null;
  readonly smbVirtualMachine: BytesPerSecond | null;
  readonly smbDefault: BytesPerSecond | null;
  /** MaximumBandwidth of each migration vNIC, a multiple of 8. */
  readonly maximumBandwidth: BitsPerSecond | null;
}

export type BlockerReason = 'not-running' | 'not-migratable' | 'below-priority' | 'does-not-converge';

export interface Blocker {
  readonly vm: string;
  readonly reason: BlockerReason;
  readonly memory: Mebibytes;
  readonly dirtyRate: MegabytesPerSecond;
  readonly blackout: Seconds | null;
  /** Rate of the path at which the VM would converge alone; null where no rate or none was sought. */
  readonly required: Mbps | null;
}

export const RULES_OF_THUMB = [
  'cluster-factor-25-pct',
  'azure-local-29-pct-of-smb',
  'lab-40-pct',
  'limit-750-mb',
  'no-cap-2',
  'no-cap-4',
  'no-cap-8',
] as const;
export type RuleOfThumb = (typeof RULES_OF_THUMB)[number];

export interface RuleOfThumbResult {
  readonly rule: RuleOfThumb | 'converge';
  readonly cap: Mbps | null;
  readonly liveMigrations: number;
  readonly drain: Seconds;
  readonly breaksFloor: boolean;
}

export interface NicPlan {
  readonly nic: string;
  readonly switch: string | null;
  readonly capacity: Mbps;
  readonly vfLimit: number;
  readonly mtu: number;
}

/** How an answer was reached: which solver, what it proved, and how often a second one had to be asked. */
export interface SolveCount {
  readonly solver: 'closed-form' | 'javascript-lp-solver' | 'highs';
  readonly proof: Proof;
  readonly count: number;
}

/** The plan of a host with another layout, as far as levels, window and status rest on it; its switches are named anew. */
export interface LayoutDraft {
  readonly switches: readonly SwitchPlan[];
  /** Null where nothing migrates. */
  readonly migration: MigrationPlan | null;
}

export interface LayoutAdvice {
  readonly groups: readonly LayoutGroup[];
  readonly status: HostStatus;
  readonly firstShortLevel: Level | null;
  readonly firstShortAttainment: number | null;
  /** The worst of its switches, in the order of the table of levels. */
  readonly attainments: readonly number[];
  readonly drainMinutes: number | null;
  /** What stands behind these figures, for the judge; null once it is judged, since no report keeps it. */
  readonly draft: LayoutDraft | null;
  readonly offloadsToday: OffloadStanding;
  readonly offloads: OffloadStanding;
  /** Layouts planned in full. */
  readonly tried: number;
  /** Layouts that a bound proves no better than today's or than this one, so that they need not be planned. */
  readonly byBound: number;
  /** Layouts that a rule forbids, that cannot carry their traffic, or that hang on one failure where today's does not. */
  readonly forbidden: number;
  /** Layouts that were not looked at, since max_layouts was reached. */
  readonly leftOut: number;
}

export interface HostPlan {
  readonly status: HostStatus;
  readonly firstShort: { readonly level: Level; readonly attainment: number } | null;
  readonly switches: readonly SwitchPlan[];
  /** Of all switches together, after the one loss that costs them most together; null for a host without a switch. */
  readonly capacityAfterLoss: Mbps | null;
  readonly directFlows: readonly FlowPlan[];
  readonly nics: readonly NicPlan[];
  /** Virtual functions, receive queues and their processors. */
  readonly offloads: OffloadPlan;
  readonly drainWindow: Minutes;
  /** VMs that a drain moves. */
  readonly drainVms: number;
  readonly migration: Decision<MigrationPlan>;
  readonly limits: Limits;
  readonly blockers: readonly Blocker[];
  readonly rulesOfThumb: readonly RuleOfThumbResult[];
  /** NICs, then host vNICs; empty where no role gains by larger frames. */
  readonly jumbo: readonly JumboProposal[];
  /** One a switch whose guarantees depend on which member an adapter is pinned to; advice. */
  readonly pinning: readonly PinningPlan[];
  /** The best other layout of the NICs; null where none was sought, or none is better. */
  readonly layoutAdvice: LayoutAdvice | null;
  /** null where nothing of migration is set once for a cluster, or this host has nothing to drain. */
  readonly uniformity: Uniformity | null;
  /** Rules about something in use on the host, in the order of the table; the others have nothing to do with it. */
  readonly compatibility: readonly CompatibilityVerdict[];
  readonly findings: readonly Finding[];
  /** Policy values without a source that the plan rests on, in order of the policy table. */
  readonly assumptions: readonly PolicyKey[];
  readonly solves: readonly SolveCount[];
  readonly worstGap: number;
  readonly proof: Proof;
}
