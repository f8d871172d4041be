/**
 * Every coefficient of the planner, once: key, default, unit, range, meaning and source. The table drives the policy
 * file, `converge policy`, its JSON Schema and the manual. The source is public, or the word "assumption".
 */
import { LEVELS, type Level } from './levels.ts';

interface Described {
  readonly unit: string;
  readonly meaning: string;
  readonly source: string;
}
interface NumberRow extends Described {
  readonly kind: 'number' | 'integer';
  readonly default: number;
  readonly min: number;
  readonly max: number;
}
interface BooleanRow extends Described {
  readonly kind: 'boolean';
  readonly default: boolean;
}
interface OrderRow extends Described {
  readonly kind: 'order';
  readonly default: readonly Level[];
}
export type PolicyRow = NumberRow | BooleanRow | OrderRow;

/** The source of a value that nobody published. */
export const ASSUMPTION = 'assumption';
const WSD_QOS = 'Microsoft Learn, Windows Server, Network quality of service: bandwidth limits';

export const POLICY_TABLE = {
  cpu_used_pct: {
    kind: 'number',
    default: 50,
    min: 0,
    max: 100,
    unit: '%',
    meaning: 'Host CPU in use where the inventory leaves it blank.',
    source: ASSUMPTION,
  },
  drain_window_minutes: {
    kind: 'number',
    default: 30,
    min: 0.1,
    max: 10_080,
    unit: 'min',
    meaning: 'Time allowed to empty a host where the inventory leaves it blank.',
    source: ASSUMPTION,
  },
  dirty_min_mbytes_per_second: {
    kind: 'number',
    default: 1,
    min: 0,
    max: 100_000,
    unit: 'MB/s',
    meaning: 'Least page-dirty rate of a VM whose rate is blank.',
    source: ASSUMPTION,
  },
  dirty_memory_pct_per_second: {
    kind: 'number',
    default: 0.05,
    min: 0,
    max: 100,
    unit: '%/s',
    meaning: 'Share of its memory that a VM with a blank dirty rate writes each second, where that is more.',
    source: ASSUMPTION,
  },
  survive_failure: {
    kind: 'boolean',
    default: true,
    unit: '',
    meaning: 'Floors must hold after the loss of any one port, card or top-of-rack switch.',
    source: ASSUMPTION,
  },
  max_explicit_flows: {
    kind: 'integer',
    default: 80,
    min: 0,
    max: 100,
    unit: 'adapters',
    meaning: 'Most VM adapters of a switch with a weight of their own.',
    source: `${WSD_QOS}: keep the sum of weights near or under 100`,
  },
  max_weight_ratio: {
    kind: 'number',
    default: 20,
    min: 1,
    max: 100,
    unit: 'ratio',
    meaning: 'Largest weight over smallest weight.',
    source: 'Microsoft Learn, Windows Server, Software-only network features: highest at most 20 times the lowest',
  },
  live_migration_max_share: {
    kind: 'number',
    default: 0.4,
    min: 0.01,
    max: 1,
    unit: 'share',
    meaning: 'Largest share of a switch that the live-migration vNICs may hold together.',
    source: `Microsoft Learn, Windows Server 2012 failover cluster networking: weight 40, the highest published for live migration`,
  },
  priorities: {
    kind: 'order',
    default: LEVELS,
    unit: '',
    meaning: 'Order in which the levels are satisfied; a permutation of all nine.',
    source: ASSUMPTION,
  },
  min_gain: {
    kind: 'number',
    default: 0.01,
    min: 0,
    max: 1,
    unit: 'attainment',
    meaning: "Today's weights stay while no level would gain more than this.",
    source: ASSUMPTION,
  },
  drain_min_priority: {
    kind: 'integer',
    default: 2000,
    min: 0,
    max: 3000,
    unit: 'priority',
    meaning: 'Least VM priority that a drain moves live; VMs below are saved instead.',
    source: 'Microsoft Learn, failover clustering: a drain live-migrates VMs of medium priority (2000) and above',
  },
  core_rate_to_2016_mbps: {
    kind: 'number',
    default: 4000,
    min: 100,
    max: 100_000,
    unit: 'Mbit/s',
    meaning: 'Network traffic that one core sends or receives, up to Windows Server 2016.',
    source: 'argonsys.com, Synthetic accelerations (Dan Cuomo): 3 to 5 Gbit/s a core at 10 GbE',
  },
  core_rate_from_2019_mbps: {
    kind: 'number',
    default: 5000,
    min: 100,
    max: 100_000,
    unit: 'Mbit/s',
    meaning: 'Network traffic that one core sends or receives, from Windows Server 2019.',
    source: 'microsoft/SDN, Dynamic VMMQ validation guide: 5.3 to 5.5 Gbit/s on one to two cores',
  },
  compress_stream_mbps: {
    kind: 'number',
    default: 4000,
    min: 100,
    max: 100_000,
    unit: 'Mbit/s of memory',
    meaning: 'Memory that one migration compresses and sends.',
    source: ASSUMPTION,
  },
  compression_ratio: {
    kind: 'number',
    default: 2,
    min: 1,
    max: 10,
    unit: 'ratio',
    meaning: 'Memory bytes per byte on the wire with the transport compression.',
    source: ASSUMPTION,
  },
  compress_core_rate_mbps: {
    kind: 'number',
    default: 2000,
    min: 100,
    max: 100_000,
    unit: 'Mbit/s of memory',
    meaning: 'Memory that one core compresses.',
    source: ASSUMPTION,
  },
  max_live_migrations: {
    kind: 'integer',
    default: 10,
    min: 1,
    max: 10,
    unit: 'migrations',
    meaning: 'Most concurrent live migrations considered.',
    source: 'Microsoft Learn, Azure Local, Network ATC: MaximumVirtualMachineMigrations 1 to 10',
  },
  hot_set: {
    kind: 'number',
    default: 0.25,
    min: 0,
    max: 1,
    unit: 'share of memory',
    meaning: 'Most memory that a VM dirties again between two passes.',
    source: ASSUMPTION,
  },
  blackout_s: {
    kind: 'number',
    default: 1,
    min: 0.01,
    max: 60,
    unit: 's',
    meaning: 'Longest pause of a VM that counts as a converged migration.',
    source: 'anystackarchitect.com: 1 to 2 s are typical',
  },
  max_passes: {
    kind: 'integer',
    default: 10,
    min: 1,
    max: 100,
    unit: 'passes',
    meaning: 'Pre-copy passes before a VM is suspended regardless.',
    source: 'Directions on Microsoft: up to 10 passes',
  },
  setup_s: {
    kind: 'number',
    default: 3.5,
    min: 0,
    max: 600,
    unit: 's',
    meaning: 'Time to set up one migration.',
    source: 'fitted to the timings published at aidanfinn.com (p=12228)',
  },
  serial_s: {
    kind: 'number',
    default: 0.9,
    min: 0,
    max: 600,
    unit: 's',
    meaning: "The host's own work for each migrated VM, which never overlaps.",
    source: 'fitted to the timings published at aidanfinn.com (p=12228)',
  },
  cpu_ceiling: {
    kind: 'number',
    default: 0.9,
    min: 0.01,
    max: 1,
    unit: 'share',
    meaning: 'Share of the host CPU that guests and migrations together may use.',
    source: ASSUMPTION,
  },
  max_storage_migrations: {
    kind: 'integer',
    default: 4,
    min: 1,
    max: 64,
    unit: 'copies',
    meaning: 'Most concurrent storage migrations recommended.',
    source: ASSUMPTION,
  },
  storage_stream_mbytes_per_second: {
    kind: 'number',
    default: 200,
    min: 1,
    max: 100_000,
    unit: 'MB/s',
    meaning: 'Rate of one storage copy.',
    source: ASSUMPTION,
  },
  time_floor_share: {
    kind: 'number',
    default: 0.05,
    min: 0,
    max: 1,
    unit: 'share of the window',
    meaning: 'Drain times below this count as equal.',
    source: ASSUMPTION,
  },
  time_tolerance: {
    kind: 'number',
    default: 0.1,
    min: 0,
    max: 1,
    unit: 'share',
    meaning: 'Drain times this close to the best count as equal.',
    source: ASSUMPTION,
  },
  keep_tolerance: {
    kind: 'number',
    default: 0.2,
    min: 0,
    max: 10,
    unit: 'share',
    meaning: "Today's transport and counts stay while their drain time is this close to the best.",
    source: ASSUMPTION,
  },
  vf_link_share: {
    kind: 'number',
    default: 0.9,
    min: 0.01,
    max: 1,
    unit: 'share',
    meaning: 'Share of an uplink that virtual functions may be planned to fill.',
    source: ASSUMPTION,
  },
  vmq_below_10g: {
    kind: 'boolean',
    default: false,
    unit: '',
    meaning: 'VMQ is enabled on uplinks below 10 Gbit/s (BelowTenGigVmqEnabled).',
    source: 'Microsoft Learn, Windows drivers, Standardized INF keywords for VMQ',
  },
} as const satisfies Record<string, PolicyRow>;
