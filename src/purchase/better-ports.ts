/** The ports of a place replaced by better ones, and larger frames on those that are there. */
import { nextStep, LINK_STEPS, QUEUE_STEPS, VF_STEPS } from '../catalog/hardware-steps.ts';
import type { Host, Nic } from '../model/host.ts';
import type { JumboProposal } from '../model/topology-plan.ts';
import { nameKey } from '../model/name.ts';
import { type Mbps, mbps } from '../units/quantity.ts';
import { type Place, withPorts } from './place.ts';

/** The next speed above the fastest port of the place; null where none faster is offered. */
export const nextLinkOf = ({ nics }: Place): Mbps | null => {
  const step = nextStep(LINK_STEPS, Math.max(...nics.map(({ link }) => link)));
  return step === null ? null : mbps(step);
};

/** What else a faster port can do is not known, so it can what the old one could; only its model is another. */
export const withFasterPorts = (host: Host, place: Place, link: Mbps): Host =>
  withPorts(host, place, (nic) => ({ ...nic, link, model: null }));

export const nextFunctionsOf = ({ nics }: Place): number | null => nextStep(VF_STEPS, Math.min(...nics.map(({ vfLimit }) => vfLimit)));
export const nextQueuesOf = ({ nics }: Place): number | null => nextStep(QUEUE_STEPS, Math.min(...nics.map(({ vmqQueues }) => vmqQueues)));

/** Every virtual function takes a port and a queue pair of the pools behind it, so these grow with it. */
const withPools = (nic: Nic, more: number): Nic => ({
  ...nic,
  vportLimit: nic.vportLimit === null ? null : nic.vportLimit + more,
  queuePairLimit: nic.queuePairLimit === null ? null : nic.queuePairLimit + more,
});

export const withFunctions = (host: Host, place: Place, limit: number): Host =>
  withPorts(host, place, (nic) => (nic.vfLimit >= limit ? nic : { ...withPools(nic, limit - nic.vfLimit), vfLimit: limit, model: null }));

export const withQueues = (host: Host, place: Place, queues: number): Host =>
  withPorts(host, place, (nic) =>
    nic.vmqQueues >= queues
      ? nic
      : {
          ...withPools(nic, queues - nic.vmqQueues),
          vmqQueues: queues,
          rssQueues: Math.max(nic.rssQueues, Math.min(16, queues)),
          model: null,
        },
  );

/** @param proposals frame sizes that the planner proposes for this host */
export const withFrames = (host: Host, proposals: readonly JumboProposal[]): Host => {
  const mtuOf = (kind: JumboProposal['kind'], name: string): number | null =>
    proposals.find((each) => each.kind === kind && nameKey(each.name) === nameKey(name))?.mtu ?? null;
  return {
    ...host,
    nics: host.nics.map((nic) => ({ ...nic, mtu: mtuOf('nic', nic.name) ?? nic.mtu })),
    adapters: host.adapters.map((adapter) => ({ ...adapter, mtu: mtuOf('host-vnic', adapter.name) ?? adapter.mtu })),
  };
};
