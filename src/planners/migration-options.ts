/** What a drain can choose from: every transport and count, with the rate it requires and the processor time it costs. */
import type { ClusterChoice } from '../model/cluster-plan.ts';
import type { Host, Vm } from '../model/host.ts';
import type { Transport } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { floor } from '../units/rounding.ts';
import { type Carrier, copyVm, type DrainSet, drainSetOf, drainTime } from './drain-time.ts';
import { noTrials } from './drain-trials.ts';
import { coreRateOf, type MigrationRoute, pathPayload, pathRate, transportsOf } from './migration-path.ts';
import { divergingVms, requiredRate } from './required-rate.ts';

export interface TransportCase {
  readonly transport: Transport;
  /** P(o). */
  readonly pathRate: number;
  readonly yield: number;
  readonly stream: number;
  /** Mbit/s of frames that one core drives; Infinity where the NIC does the work. */
  readonly mbpsPerCore: number;
}

export interface MeantOption {
  readonly transport: Transport;
  readonly count: number;
}

export interface OptionCase {
  readonly by: TransportCase;
  readonly carrier: Carrier;
  /** b(o), null where no rate of the path meets the window. */
  readonly required: number | null;
}

export interface DrainOptions {
  readonly options: readonly OptionCase[];
  readonly set: DrainSet;
  /** Names of the VMs of `set`, in its order. */
  readonly names: readonly string[];
  /** Per VM 1 where no transport converges, even alone and at the whole rate of the path. */
  readonly excepted: Uint8Array;
  readonly blackouts: readonly { readonly vm: number; readonly blackout: number }[];
  /** Those that are legal on the path. */
  readonly transports: readonly TransportCase[];
  readonly window: number;
  /** The cluster sets transport and count: a count above the number of VMs does what that number does. */
  readonly ofCluster: boolean;
}

const MULTICHANNEL_CONNECTIONS = 4;

const transportCase = (host: Host, route: MigrationRoute, transport: Transport, policy: Policy): TransportCase => {
  const coreRate = coreRateOf(host, policy);
  const rate = pathRate(host, route.path, transport, policy);
  const payload = pathPayload(route.path);
  switch (transport) {
    case 'smb-direct':
      return { transport, pathRate: rate, yield: payload, stream: rate, mbpsPerCore: Number.POSITIVE_INFINITY };
    case 'smb':
      return {
        transport,
        pathRate: rate,
        yield: payload,
        stream: MULTICHANNEL_CONNECTIONS * coreRate * route.path.adapters.length,
        mbpsPerCore: coreRate,
      };
    case 'compression': {
      const ratio = policy.compression_ratio;
      return {
        transport,
        pathRate: rate,
        yield: payload * ratio,
        stream: policy.compress_stream_mbps,
        mbpsPerCore: policy.compress_core_rate_mbps / ratio,
      };
    }
    case 'tcpip':
      return { transport, pathRate: rate, yield: payload, stream: coreRate, mbpsPerCore: coreRate };
  }
};

export const drainOptions = (host: Host, route: MigrationRoute, drained: readonly Vm[], window: number, policy: Policy): DrainOptions => {
  const set = drainSetOf(drained, policy);
  const names = drained.map((vm) => vm.name);
  const cases = transportsOf(route).map((transport) => transportCase(host, route, transport, policy));
  const best = cases.reduce((chosen, candidate) => (aloneRate(candidate) > aloneRate(chosen) ? candidate : chosen));
  const excepted = divergingVms(set, aloneRate(best), policy);
  const counts = Math.min(policy.max_live_migrations, set.memory.length);
  const options: OptionCase[] = [];
  const trials = noTrials();
  for (const [index, by] of cases.entries()) {
    const twin = cases.findIndex((each) => carriesAlike(each, by));
    const most = floor(by.pathRate);
    for (let count = 1; count <= counts; count++) {
      const carrier: Carrier = { yield: by.yield, stream: by.stream, count };
      const required =
        twin < index
          ? (options[twin * counts + count - 1] as OptionCase).required
          : requiredRate(set, carrier, most, window, excepted, policy, trials);
      options.push({ by, carrier, required });
    }
  }
  return {
    options,
    set,
    names,
    excepted,
    blackouts: blackoutsOf(set, excepted, best, policy),
    transports: cases,
    window,
    ofCluster: false,
  };
};

/** Seconds that no option can undercut: each at the whole rate of the path, whatever else wants it. */
export const leastDrainTime = (host: Host, route: MigrationRoute, drained: readonly Vm[], policy: Policy): number => {
  const set = drainSetOf(drained, policy);
  const nobody = new Uint8Array(drained.length);
  let least = Number.POSITIVE_INFINITY;
  for (const transport of transportsOf(route)) {
    const by = transportCase(host, route, transport, policy);
    for (let count = 1; count <= Math.min(policy.max_live_migrations, drained.length); count++) {
      const carrier: Carrier = { yield: by.yield, stream: by.stream, count };
      least = Math.min(least, drainTime(set, carrier, by.pathRate, nobody, policy).total);
    }
  }
  return least;
};

/** The path is the limit of both, never a single migration, so that at any rate a drain takes as long with the one as with the other. */
const carriesAlike = (a: TransportCase, b: TransportCase): boolean =>
  a === b || (a.pathRate === b.pathRate && a.yield === b.yield && isWide(a) && isWide(b));

const isWide = (by: TransportCase): boolean => by.stream >= by.pathRate * by.yield;

/** What the choice of a cluster means on one path: SMB Direct is SMB where RDMA is missing, and no more migrate at once than there are VMs. Throws RangeError where the path does not carry it. */
export const optionMeant = (route: MigrationRoute, { transport: asked, liveMigrations }: ClusterChoice, counts: number): MeantOption => {
  const transport = asked === 'smb-direct' && !route.path.rdma ? 'smb' : asked;
  if (!transportsOf(route).includes(transport)) throw new RangeError(`The migration path does not carry ${transport}.`);
  return { transport, count: Math.min(liveMigrations, counts) };
};

/** The memory rate of one migration that has the whole path. */
const aloneRate = (by: TransportCase): number => Math.min(by.pathRate * by.yield, by.stream);

const blackoutsOf = (set: DrainSet, excepted: Uint8Array, by: TransportCase, policy: Policy): DrainOptions['blackouts'] => {
  const blackouts: { vm: number; blackout: number }[] = [];
  const rate = aloneRate(by);
  for (let vm = 0; vm < excepted.length; vm++) {
    if (excepted[vm] === 0) continue;
    const { rest } = copyVm(set.memory[vm] as number, set.dirty[vm] as number, rate, policy);
    blackouts.push({ vm, blackout: rest / rate });
  }
  return blackouts;
};
