/** Sizes in which network hardware is offered, from which the next one up is taken. */
import type { OsVersion } from '../model/host.ts';

/** Mbit/s. Speeds of Ethernet ports that servers are sold with: IEEE 802.3 clauses for 1, 10, 25, 40, 50, 100 and 200 Gb/s. */
export const LINK_STEPS = [1_000, 10_000, 25_000, 40_000, 50_000, 100_000, 200_000] as const;

/** Virtual functions of a port: drivers publish powers of two (DPDK, Intel virtual function driver: 32, 64; X710 128; E810 256). */
export const VF_STEPS = [8, 16, 32, 64, 128, 256] as const;

/** Receive queues beside the default queue. An assumption: makers offer pools of powers of two, of which one is the default queue. */
export const QUEUE_STEPS = [7, 15, 31, 63, 127, 255] as const;

/** What people call the versions. */
export const OS_NAMES: { readonly [Each in OsVersion]: string } = {
  '2012r2': 'Windows Server 2012 R2',
  '2016': 'Windows Server 2016',
  '2019': 'Windows Server 2019',
  '2022': 'Windows Server 2022',
  '2025': 'Windows Server 2025',
};

/** The first step above `value`; null: none is offered. */
export const nextStep = (steps: readonly number[], value: number): number | null => steps.find((step) => step > value) ?? null;
