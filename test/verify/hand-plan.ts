/**
 * A host small enough for pencil and paper, and its plan, worked out from the rules. Two ports of 10 GbE carry a
 * management vNIC (100 Mbit/s), a migration vNIC, vm01 (tier 1, floor 10 % of one port) and vm02 (tier 3); vm03 is off.
 */
import type { Host } from '../../src/model/host.ts';
import { LEVELS } from '../../src/model/levels.ts';
import type { LogicalProcessor, NicProcessors, OffloadPlan } from '../../src/model/offload-plan.ts';
import type { FlowPlan, HostPlan, MigrationPlan, RuleOfThumbResult, SwitchPlan } from '../../src/model/plan.ts';
import { bytesPerSecond, cores, mbps, mebibytes, megabytesPerSecond, minutes, seconds } from '../../src/units/quantity.ts';
import {
  buildAdapter,
  buildHost,
  buildMigrationAdapter,
  buildNic,
  buildSwitch,
  buildVm,
  buildVmAdapter,
} from '../builders/host-builder.ts';

/** 1514 bytes of a frame take 1538 on the wire. */
export const PORT = (10_000 * 1514) / 1538;
export const TOTAL = 2 * PORT;
const PAYLOAD = 1460 / 1514;
export const FLOOR = PORT / 10;
const MEMORY = 8192 * 1_048_576;

/** Two VMs of 8 GiB that write nothing, one after the other: two set-ups, and all memory once over the line. */
export const drainOneByOne = (rate: number): number => 7 + (2 * MEMORY) / (rate * PAYLOAD * 125_000);
/** The same side by side: one set-up beside the transfer. */
export const drainTogether = (rate: number): number => 3.5 + (2 * MEMORY) / (rate * PAYLOAD * 125_000);

/** 1793 s are left for 17,179,869,184 bytes: 79.49 Mbit/s of frames. */
export const REQUIRED = 80;
export const GUARANTEED = TOTAL * 0.2;
/** What the other floors leave of one port. */
export const CAP = PORT - FLOOR;

export const handHost = (overrides: Partial<Host> = {}): Host =>
  buildHost({
    switches: [buildSwitch({ loadBalancing: 'hyper-v-port' })],
    nics: [buildNic({ vmqQueues: 16 }), buildNic({ name: 'NIC2', vmqQueues: 16 })],
    adapters: [buildAdapter({ egress: mbps(100) }), buildMigrationAdapter()],
    vms: [
      buildVm({
        name: 'vm01',
        tier: 1,
        dirtyRate: megabytesPerSecond(0),
        adapters: [buildVmAdapter({ egress: mbps(FLOOR), floor: mbps(FLOOR) })],
      }),
      buildVm({ name: 'vm02', dirtyRate: megabytesPerSecond(0) }),
      buildVm({ name: 'vm03', state: 'off', dirtyRate: megabytesPerSecond(7) }),
    ],
    ...overrides,
  });

const flow = (adapter: string, overrides: Partial<FlowPlan>): FlowPlan => ({
  vm: null,
  adapter,
  role: null,
  tier: null,
  path: 'switch',
  nic: null,
  egress: mbps(0),
  floor: mbps(0),
  weightNow: null,
  etsPercent: null,
  weight: null,
  guaranteed: null,
  guaranteedAfterLoss: null,
  guaranteedWorstPinning: null,
  attainment: null,
  ...overrides,
});

/** Under Hyper-V port one adapter sends on one port; the default flow is many adapters. */
const weighted = (adapter: string, weight: number, overrides: Partial<FlowPlan>): FlowPlan =>
  flow(adapter, {
    weight,
    guaranteed: mbps(overrides.path === 'default-flow' ? (TOTAL * weight) / 100 : Math.min((TOTAL * weight) / 100, PORT)),
    guaranteedAfterLoss: mbps((PORT * weight) / 100),
    guaranteedWorstPinning: mbps((PORT * weight) / 100),
    attainment: 1,
    ...overrides,
  });

export const handFlows = (weights: { management: number; migration: number; vm01: number; rest: number }): readonly FlowPlan[] => [
  weighted('Management', weights.management, { role: 'management', egress: mbps(100) }),
  weighted('LiveMigration', weights.migration, { role: 'live-migration' }),
  weighted('Network Adapter', weights.vm01, { vm: 'vm01', role: 'vm', tier: 1, egress: mbps(FLOOR), floor: mbps(FLOOR) }),
  flow('Network Adapter', { vm: 'vm02', role: 'vm', tier: 3, path: 'default-flow', egress: mbps(100) }),
  weighted('(default flow)', weights.rest, { path: 'default-flow', egress: mbps(100) }),
];

export const handSwitch = (overrides: Partial<SwitchPlan> = {}): SwitchPlan => ({
  switch: 'Converged',
  layer: 'weights',
  layerBecause: 'weights-rule',
  layersLost: [
    { layer: 'ets', because: 'uplinks-without-rdma' },
    { layer: 'none', because: 'nothing-guaranteed' },
  ],
  uplinks: ['NIC1', 'NIC2'],
  capacity: mbps(TOTAL),
  capacityAfterLoss: mbps(PORT),
  worstLoss: { kind: 'port', name: 'NIC1', nics: ['NIC1'] },
  weights: { kind: 'chosen', value: { sum: 100, defaultFlowWeight: 50, kept: false, smallestWeight: 3 }, proof: 'optimal' },
  ets: null,
  flows: handFlows({ management: 20, migration: 20, vm01: 10, rest: 50 }),
  levels: LEVELS.map((level) => ({ level, attainment: 1, worstFlow: null, binding: null })),
  levelsToday: null,
  ...overrides,
});

export const handMigration = (overrides: Partial<MigrationPlan> = {}): MigrationPlan => ({
  path: { kind: 'switch', switch: 'Converged', role: 'live-migration', adapters: ['LiveMigration'], nics: ['NIC1', 'NIC2'] },
  option: { transport: 'smb', liveMigrations: 1, storageMigrations: 1 },
  kept: false,
  windowMet: true,
  required: mbps(REQUIRED),
  guaranteed: mbps(GUARANTEED),
  cap: mbps(CAP),
  pathRate: mbps(PORT),
  drainGuaranteed: seconds(drainOneByOne(GUARANTEED)),
  drainAtCap: seconds(drainOneByOne(CAP)),
  window: seconds(1800),
  cpu: cores(REQUIRED / 5000),
  cpuHead: cores(32 * 0.9 - 32 * 0.5),
  otherFloors: mbps(FLOOR),
  breaksFloor: false,
  binding: 'uplink-capacity',
  alternative: null,
  ...overrides,
});

const thumb = (rule: RuleOfThumbResult['rule'], cap: number | null, liveMigrations: number, drain: number): RuleOfThumbResult => ({
  rule,
  cap: cap === null ? null : mbps(cap),
  liveMigrations,
  drain: seconds(drain),
  // Only an open line takes what the floor needs after a loss.
  breaksFloor: cap === null,
});

export const handThumbs = (): readonly RuleOfThumbResult[] => [
  thumb('converge', CAP, 1, drainOneByOne(CAP)),
  thumb('cluster-factor-25-pct', 5000, 1, drainOneByOne(5000)),
  thumb('azure-local-29-pct-of-smb', 0.145 * TOTAL, 1, drainOneByOne(0.145 * TOTAL)),
  thumb('lab-40-pct', 0.4 * TOTAL, 4, drainTogether(0.4 * TOTAL)),
  thumb('limit-750-mb', 6291.456, 2, drainTogether(6291.456)),
  thumb('no-cap-2', null, 2, drainTogether(PORT)),
  thumb('no-cap-4', null, 4, drainTogether(PORT)),
  thumb('no-cap-8', null, 8, drainTogether(PORT)),
];

const lp = (number: number): LogicalProcessor => ({ group: 0, number });

const processorsOf = (nic: string, number: number): NicProcessors => ({
  nic,
  feature: 'vmq',
  queues: 16,
  base: lp(number),
  last: lp(number),
  maxProcessors: 1,
  processors: [lp(number)],
  shared: false,
  oneCoreIsEnough: true,
});

/** SET adds the 16 queues of both ports up; only the migration vNIC receives anything, and one core takes all of it. */
export const handOffloads = (received: number): OffloadPlan => {
  const used = received > 0 ? 1 : 0;
  return {
    virtualFunctions: { wanted: 0, assigned: [], refused: [], shouldAsk: [], fallbacks: [], proof: 'optimal', gap: 0 },
    queues: [
      {
        switch: 'Converged',
        mode: 'sum',
        usable: 32,
        used,
        adapters: 4,
        flows: used === 0 ? [] : [{ vm: null, adapter: 'LiveMigration', queues: 1, carried: mbps(received) }],
        uniform: null,
        defaultQueueLoad: mbps(0),
        defaultQueueCapacity: mbps(16 * 5000),
        byDefault: { each: 16, accelerated: 4, defaultQueueLoad: mbps(0), defaultQueueCapacity: mbps(16 * 5000) },
      },
    ],
    nics: [
      { nic: 'NIC1', vfsUsed: 0, queuesUsable: 16, queuesUsed: used },
      { nic: 'NIC2', vfsUsed: 0, queuesUsable: 16, queuesUsed: 0 },
    ],
    // Core 0 is left out, and of each core the sibling.
    processors: [processorsOf('NIC1', 2), processorsOf('NIC2', 4)],
  };
};

export const handPlan = (overrides: Partial<HostPlan> = {}): HostPlan => ({
  status: 'ok',
  firstShort: null,
  switches: [handSwitch()],
  capacityAfterLoss: handSwitch().capacityAfterLoss,
  directFlows: [],
  nics: ['NIC1', 'NIC2'].map((nic) => ({ nic, switch: 'Converged', capacity: mbps(PORT), vfLimit: 0, mtu: 1500 })),
  offloads: handOffloads(REQUIRED),
  drainWindow: minutes(30),
  drainVms: 2,
  migration: { kind: 'chosen', value: handMigration(), proof: 'optimal' },
  limits: {
    smbLiveMigration: bytesPerSecond(Math.floor(CAP * 125_000)),
    smbVirtualMachine: null,
    smbDefault: null,
    maximumBandwidth: null,
  },
  blockers: [
    { vm: 'vm03', reason: 'not-running', memory: mebibytes(8192), dirtyRate: megabytesPerSecond(7), blackout: null, required: null },
  ],
  rulesOfThumb: handThumbs(),
  jumbo: [],
  compatibility: [],
  pinning: [],
  layoutAdvice: null,
  findings: [],
  assumptions: [],
  solves: [],
  uniformity: null,
  worstGap: 0,
  proof: 'optimal',
  ...overrides,
});
