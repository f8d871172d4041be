/** Outcomes written by hand, so that a test of a report sees only the report. */
import type { FailedOutcome, PlannedOutcome, RejectedOutcome } from '../../src/model/outcome.ts';
import type { FlowPlan, HostPlan, MigrationPlan, SwitchPlan } from '../../src/model/plan.ts';
import { bytesPerSecond, cores, mbps, minutes, seconds } from '../../src/units/quantity.ts';

export const buildFlow = (overrides: Partial<FlowPlan> = {}): FlowPlan => ({
  vm: null,
  adapter: 'Management',
  role: 'management',
  tier: null,
  path: 'switch',
  nic: null,
  egress: mbps(100),
  floor: mbps(50),
  weightNow: 3,
  weight: 5,
  guaranteed: mbps(984.4),
  guaranteedAfterLoss: mbps(492.2),
  guaranteedWorstPinning: mbps(250.1234),
  attainment: 1,
  ...overrides,
});

export const SAMPLE_SWITCH: SwitchPlan = {
  switch: 'Converged',
  layer: 'weights',
  layerBecause: 'software-switch',
  uplinks: ['NIC1', 'NIC2'],
  capacity: mbps(19_688),
  capacityAfterLoss: mbps(9844),
  worstLoss: { kind: 'port', name: 'NIC1', nics: ['NIC1'] },
  weights: { kind: 'chosen', proof: 'optimal', value: { sum: 100, defaultFlowWeight: 55, kept: false, smallestWeight: 5 } },
  flows: [
    buildFlow(),
    buildFlow({
      adapter: 'LiveMigration',
      role: 'live-migration',
      egress: mbps(0),
      floor: mbps(0),
      weightNow: null,
      weight: 40,
      attainment: 0.8,
    }),
    buildFlow({
      vm: 'vm01',
      adapter: 'Network Adapter',
      role: 'vm',
      tier: 3,
      path: 'default-flow',
      weightNow: 2,
      weight: null,
      guaranteed: null,
      guaranteedAfterLoss: null,
      guaranteedWorstPinning: null,
      attainment: null,
    }),
    buildFlow({ adapter: '(default flow)', role: null, weight: 55, weightNow: 1, egress: mbps(300), floor: mbps(0) }),
  ],
  levels: [
    { level: 'host-floors', attainment: 1, worstFlow: null, binding: null },
    { level: 'drain', attainment: 0.8, worstFlow: 'LiveMigration', binding: 'live-migration-share' },
  ],
  levelsToday: [
    { level: 'host-floors', attainment: 0.6, worstFlow: 'Management', binding: null },
    { level: 'drain', attainment: 0.41, worstFlow: 'LiveMigration', binding: null },
  ],
};

export const SAMPLE_MIGRATION: MigrationPlan = {
  path: { kind: 'switch', switch: 'Converged', role: 'live-migration', adapters: ['LiveMigration'], nics: ['NIC1', 'NIC2'] },
  option: { transport: 'smb', liveMigrations: 2, storageMigrations: 1 },
  kept: false,
  windowMet: false,
  required: null,
  guaranteed: mbps(7875.2),
  cap: mbps(9000),
  pathRate: mbps(9844),
  drainGuaranteed: seconds(2250),
  drainAtCap: seconds(1980),
  window: seconds(1800),
  cpu: cores(1.8),
  cpuHead: cores(6.4),
  otherFloors: mbps(50),
  breaksFloor: false,
  binding: 'guaranteed-share',
  alternative: {
    option: { transport: 'tcpip', liveMigrations: 2, storageMigrations: 1 },
    lostIn: 'window',
    chosenValue: 2250,
    alternativeValue: 3100,
  },
};

export const SAMPLE_PLAN: HostPlan = {
  status: 'short',
  firstShort: { level: 'drain', attainment: 0.8 },
  switches: [SAMPLE_SWITCH],
  directFlows: [buildFlow({ adapter: 'Backup', role: 'backup', path: 'direct', nic: 'NIC3', weight: null, weightNow: null })],
  nics: [{ nic: 'NIC1', switch: 'Converged', capacity: mbps(9844), vfLimit: 0, mtu: 1500 }],
  drainWindow: minutes(30),
  drainVms: 12,
  migration: { kind: 'chosen', proof: 'optimal', value: SAMPLE_MIGRATION },
  limits: { smbLiveMigration: bytesPerSecond(1_125_000_000), smbVirtualMachine: null, smbDefault: null, maximumBandwidth: null },
  blockers: [],
  rulesOfThumb: [
    { rule: 'cluster-factor-25-pct', cap: mbps(5000), liveMigrations: 1, drain: seconds(5580), breaksFloor: false },
    { rule: 'no-cap-8', cap: null, liveMigrations: 8, drain: seconds(1800), breaksFloor: true },
    { rule: 'converge', cap: mbps(9000), liveMigrations: 2, drain: seconds(1980), breaksFloor: false },
  ],
  jumbo: [],
  pinning: [],
  layoutAdvice: null,
  findings: [],
  assumptions: ['cpu_used_pct', 'hot_set'],
  solves: [
    { solver: 'closed-form', proof: 'optimal', count: 3 },
    { solver: 'javascript-lp-solver', proof: 'optimal', count: 1 },
  ],
  uniformity: null,
  worstGap: 0,
  proof: 'optimal',
};

export const samplePlanned = (overrides: Partial<PlannedOutcome> = {}): PlannedOutcome => ({
  kind: 'planned',
  host: 'host01',
  cluster: 'East',
  os: '2019',
  plan: SAMPLE_PLAN,
  findings: [
    { severity: 'error', code: 'window-missed', subject: 'host01', message: 'Too slow.', remedy: 'Allow 38 min.', source: 'a book' },
  ],
  blockers: [{ vm: 'vm09', reason: 'not-running', memory: 8192, dirtyRate: 4.096, blackout: null, required: null, remedy: 'Nothing.' }],
  changes: [
    {
      order: 1,
      setting: 'MinimumBandwidthWeight',
      subject: 'Management',
      target: { kind: 'host-vnic', adapter: 'Management' },
      now: '3',
      proposed: '5',
      disruptive: false,
      travelsWithVm: false,
      gain: 'level host-floors from 60 % to 100 %',
      rule: 'weight-by-level',
      layer: 'host',
    },
  ],
  binding: 'guaranteed-share',
  reason: 'A 2019 host is short at drain.',
  northSouth: mbps(1234.5678),
  ...overrides,
});

export const sampleRejected = (overrides: Partial<RejectedOutcome> = {}): RejectedOutcome => ({
  kind: 'rejected',
  host: 'host02',
  cluster: 'East',
  os: '2019',
  problems: [
    {
      severity: 'note',
      file: 'nics.csv',
      line: 0,
      column: 0,
      attribute: '',
      code: 'delimiter-semicolon',
      value: '',
      message: 'Noted.',
      remedy: '',
      row: '',
      host: 'host02',
    },
    {
      severity: 'error',
      file: 'nics.csv',
      line: 42,
      column: 17,
      attribute: 'link_mbps',
      code: 'link-speed-range',
      value: '-25',
      message: 'The link_mbps (-25) is below 0.',
      remedy: 'Maybe write 25000 for 25 Gb/s.',
      row: 'host02,NIC1,-25',
      host: 'host02',
    },
  ],
  ...overrides,
});

export const sampleFailed = (overrides: Partial<FailedOutcome> = {}): FailedOutcome => ({
  kind: 'failed',
  host: 'host03',
  cluster: 'West',
  os: '2022',
  violations: [{ rule: 'weights-sum', subject: 'Converged', message: 'The weights add up to 99.' }],
  ...overrides,
});
