/** Frame sizes of NICs and host vNICs. A NIC restarts when its frame size changes, so these wait for a maintenance window. */
import type { Host } from '../model/host.ts';
import type { HostPlan } from '../model/plan.ts';
import type { Target } from '../model/setting.ts';
import type { JumboProposal } from '../model/topology-plan.ts';
import { formatMbps } from '../units/format-quantity.ts';
import type { DraftChange } from './draft-change.ts';

/** *JumboPacket counts the Ethernet header, the MTU does not. */
const ETHERNET_HEADER = 14;

export const jumboChanges = (host: Host, plan: HostPlan): readonly DraftChange[] => {
  const isAtc = host.managedBy === 'network-atc';
  // An intent of Network ATC sets its NICs and their host vNICs alike.
  const proposals = isAtc ? plan.jumbo.filter(({ kind }) => kind === 'nic') : plan.jumbo;
  return proposals.map((proposal) => ({
    step: proposal.kind === 'nic' ? 'restart-nic' : 'restart-host-vnic',
    setting: '*JumboPacket',
    subject: proposal.name,
    target: targetOf(proposal, isAtc),
    now: String(proposal.mtuNow + ETHERNET_HEADER),
    proposed: String(proposal.jumboPacket),
    travelsWithVm: false,
    gain: `${formatMbps(proposal.gain)} more payload on its path`,
    rule: 'jumbo-frames-end-to-end',
    layer: isAtc ? 'network-atc' : 'host',
  }));
};

const targetOf = ({ kind, name }: JumboProposal, isAtc: boolean): Target => {
  if (isAtc) return { kind: 'intent', nic: name };
  return kind === 'nic' ? { kind: 'nic', nic: name } : { kind: 'host-vnic', adapter: name };
};
