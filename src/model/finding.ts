import type { FailureGroup } from './failure-group.ts';
import type { RdmaKind } from './host.ts';
import type { VfRefusal } from './offload-plan.ts';
import type { WindowBound } from './window-bound.ts';

/**
 * What a plan noticed, as data. Each code has its own values; the sentences stand in recommend/finding-sentences.ts,
 * which does not compile while a code lacks one.
 */
export interface FindingValues {
  /** A rule of the compatibility table, whose id is the code that people read; the table holds its words and its source. */
  rule: { rule: string; message: string; remedy: string; source: string };
  'single-point-of-failure': { group: string; kind: 'port' | 'device' | 'fabric' };
  'floor-worst-pinning': { floor: number; worst: number };
  'floor-without-weight': { floor: number };
  'ingress-exceeds-uplinks': { ingress: number; limit: number };
  /** `lower`: the least weights of the host vNICs and the default flow; up to 100, it is the ratio or the share of migration that leaves no vector. */
  'weights-do-not-fit': { lower: number; flows: number; ratio: number; migration: number };
  'switch-without-uplinks': Record<never, never>;
  'weight-sum-not-100': { sum: number };
  'weight-ratio-above-limit': { largest: number; smallest: number; limit: number };
  'switch-mode-not-weight': { mode: string };
  'layer-without-weights': { layer: string };
  'floors-share-class': { adapters: number; floors: number; guaranteed: number };
  'cluster-class-short': { asked: number; guaranteed: number };
  'weights-beside-dcb': { adapters: number };
  'validate-dcb-limit': { limit: number; link: number; smb: number; below: number; exactly: number };
  'migration-path-missing': Record<never, never>;
  'migration-path-storage': Record<never, never>;
  'migration-path-management': Record<never, never>;
  'migration-path-split': { ignored: number };
  'migration-path-without-capacity': Record<never, never>;
  /** `bound`: what no bandwidth would mend; null where bandwidth would. */
  'window-missed': { drain: number; window: number; bound: WindowBound | null };
  'cpu-short': { head: number; needed: number };
  'storage-throughput-not-known': Record<never, never>;
  'cap-breaks-floor': { cap: number; floors: number; afterLoss: number };
  'does-not-converge': { blackout: number; limit: number };
  'vm-on-two-hosts': { other: string };
  'nics-hold-cluster-back': {
    cluster: string;
    nic: string;
    link: number;
    rdma: RdmaKind;
    betterLink: number;
    betterRdma: RdmaKind;
    gain: number;
    windowsGained: number;
  };
  /** PowerShell, ready to run on one node. */
  'cluster-settings': { lines: string };
  /** Two layers hold different values; `planned` is '' where none is. */
  'setting-conflict': {
    setting: 'live-migrations' | 'smb-limit';
    onHost: string;
    onCluster: string;
    planned: string;
    wins: 'host' | 'cluster' | 'network-atc';
  };
  /** Network ATC has one limit of migration for all members, and this one could take more. `required`: null where no window is met. */
  'atc-limit-below-cap': { gigabits: number; cap: number; required: number | null };
  'ports-differ-under-atc': { setting: 'mtu' | 'vmq'; ports: string };
  'cluster-uplink-exceeded': { northSouth: number; uplink: number };
  'vf-refused': { because: VfRefusal; binding: string };
  'vf-should-ask': Record<never, never>;
  'vf-falls-back': { kind: FailureGroup['kind']; adapters: number; first: string };
  'vf-no-room-in-cluster': { needed: number; free: number };
  /** Standings in words; drains in seconds, 0 where nothing migrates. */
  'other-layout': {
    layout: string;
    tried: number;
    byBound: number;
    forbidden: number;
    leftOut: number;
    today: string;
    instead: string;
    drainToday: number;
    drain: number;
    functionsToday: number;
    functions: number;
    overloadToday: number;
    overload: number;
  };
  'no-better-layout': { tried: number; byBound: number; forbidden: number; leftOut: number };
  'discrete-topology': { nics: string; today: string; instead: string };
  'team-mapping': { before: number; after: number; mapping: string; leftAside: number; gap: number };
  'jumbo-frames': { mtu: number; jumboPacket: number; gain: number; pingSize: number };
  'vmq-unused-below-10g': { link: number };
  'default-queue-overload': { load: number; capacity: number };
  'default-queue-pairs-exhaust-pool': { adapters: number; accelerated: number; planned: number; pairs: number };
  'processors-shared': { ports: number; cores: number };
}
export type FindingCode = keyof FindingValues;
/** Codes whose words are made from their values; a rule brings its own. */
export type SentenceCode = Exclude<FindingCode, 'rule'>;
export type Severity = 'error' | 'warning' | 'advice';

export type Finding = {
  readonly [Code in FindingCode]: {
    readonly code: Code;
    readonly severity: Severity;
    readonly subject: string;
    readonly values: Readonly<FindingValues[Code]>;
  };
}[FindingCode];
