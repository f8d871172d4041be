/** What is published about the queues of NIC models, for facts that no inventory column holds. */

export interface NicModelFact {
  readonly family: string;
  /** Matches the `model` of nics.csv, which may carry the maker's whole product name. */
  readonly pattern: RegExp;
  /** Every adapter gets the same number of queues: the driver does not offer asymmetric allocation of queue pairs. */
  readonly symmetricQueues: boolean;
  /** Most queues that one adapter of the physical function gets; null: not published. */
  readonly mostQueuesPerAdapter: number | null;
  /** Queues of a virtual function where the port hands out at most so many of them; empty: not published. */
  readonly queuesPerVf: readonly { readonly mostVfs: number; readonly queues: number }[];
  readonly source: string;
}

const DPDK_VF = 'DPDK, Intel virtual function driver: 1 to 32 VFs have 4 queues each, 33 to 64 have 2';
const DPDK_VMDQ = 'DPDK, VMDq forwarding: the 128 queues are split into pools of equal size, such as 32 of 4';
const POOLS_OF_82599 = [
  { mostVfs: 32, queues: 4 },
  { mostVfs: 64, queues: 2 },
] as const;

export const NIC_MODELS: readonly NicModelFact[] = [
  {
    family: 'Intel X520 (82599)',
    pattern: /\bX520\b|\b82599/i,
    symmetricQueues: true,
    mostQueuesPerAdapter: 4,
    queuesPerVf: POOLS_OF_82599,
    source: `${DPDK_VF}; ${DPDK_VMDQ}`,
  },
  {
    family: 'Intel X540',
    pattern: /\bX540\b/i,
    symmetricQueues: true,
    mostQueuesPerAdapter: 4,
    queuesPerVf: POOLS_OF_82599,
    source: `${DPDK_VF} (the X540 has the queues of the 82599); ${DPDK_VMDQ}`,
  },
  {
    family: 'Intel X550',
    pattern: /\bX550\b/i,
    symmetricQueues: true,
    mostQueuesPerAdapter: 4,
    queuesPerVf: [],
    source: `intel/mfd-hyperv, captured Get-VMSwitch of an X550: 16 queue pairs requested, 4 given; ${DPDK_VMDQ}`,
  },
  {
    family: 'Intel X710, XL710, XXV710',
    pattern: /\b(?:X710|XL710|XXV710)\b/i,
    symmetricQueues: false,
    mostQueuesPerAdapter: null,
    queuesPerVf: [{ mostVfs: 128, queues: 16 }],
    source: 'DPDK, Intel virtual function driver: 4 queue pairs a VF by default, at most 16',
  },
  {
    family: 'Intel E810',
    pattern: /\bE810\b/i,
    symmetricQueues: false,
    mostQueuesPerAdapter: null,
    queuesPerVf: [{ mostVfs: 256, queues: 16 }],
    source: 'DPDK, ice driver: at most 16 queue pairs a VF',
  },
];

/** The facts of a model as an inventory spells it; null where the model is blank or nothing is published about it. */
export const nicModelOf = (model: string | null): NicModelFact | null =>
  model === null ? null : (NIC_MODELS.find(({ pattern }) => pattern.test(model)) ?? null);

/** Most queues of one virtual function where the port hands out `vfs` of them; null: not published. */
export const queuesPerVf = (fact: NicModelFact, vfs: number): number | null =>
  fact.queuesPerVf.find(({ mostVfs }) => vfs <= mostVfs)?.queues ?? null;
