/** Findings about SR-IOV virtual functions, in words. */
import type { FindingValues } from '../model/finding.ts';
import { type VfRefusal } from '../model/offload-plan.ts';
import { formatCount, formatRounded } from '../units/format-quantity.ts';
import type { Sentence } from './sentence.ts';

const SRIOV = 'Microsoft Learn, Windows drivers: Overview of single root I/O virtualization (SR-IOV)';
const SRIOV_FAILOVER = 'Microsoft Learn, Windows drivers: SR-IOV VF failover and live migration support';
const SOFTWARE_FEATURES = 'Microsoft Learn, Windows Server: Hardware-only network features, SR-IOV';

interface Refusal {
  readonly why: string;
  readonly remedy: string;
}

const STOP_ASKING = 'set its IovWeight to 0, so that the inventory says what runs';

const REFUSALS: { readonly [Each in VfRefusal]: Refusal } = {
  'switch-without-iov': {
    why: 'its switch was created without SR-IOV',
    remedy: `Connect it to a switch created with -EnableIov $true, or ${STOP_ASKING}.`,
  },
  'vm-untrusted': {
    why: 'its VM is not trusted, and traffic of a function passes the switch and its policies by',
    remedy: `Mark the VM as trusted in vms.csv if it is, or ${STOP_ASKING}.`,
  },
  'port-acl': { why: 'it has port ACLs, which a function would bypass', remedy: `Filter inside the guest, or ${STOP_ASKING}.` },
  'floor-needs-switch': {
    why: 'it is promised bandwidth, which only the switch can keep',
    remedy: `Give up the promise (a function has the port’s own rate), or ${STOP_ASKING}.`,
  },
  'cap-needs-switch': { why: 'it has a maximum, which only the switch can keep', remedy: `Remove MaximumBandwidth, or ${STOP_ASKING}.` },
  'vlan-trunk': { why: 'it is a VLAN trunk', remedy: `Give it one adapter a VLAN, or ${STOP_ASKING}.` },
  'several-macs': { why: 'it sends with several MAC addresses', remedy: `Give it one address, or ${STOP_ASKING}.` },
  'excluded-by-rule': {
    why: 'a feature of its switch excludes SR-IOV',
    remedy: `Recreate the switch with Switch Embedded Teaming or a single port, or ${STOP_ASKING}.`,
  },
  'team-member-refused': {
    why: 'another member of its guest team is refused, and a team with one function fails over to nothing alike',
    remedy: 'Settle what refuses the other member first.',
  },
  'vf-pool-exhausted': {
    why: 'the ports have no function, VPort or queue pair left for it',
    remedy: 'Raise NumVFs where the port can hand out more, or move a VM that asks to another host.',
  },
  'vf-link-share': {
    why: 'the functions would fill the port beyond its planned share',
    remedy: 'Move a busy VM that asks to another host, or use a faster port.',
  },
  'guest-team-uplinks': {
    why: 'the members of its guest team do not all find different uplinks with room',
    remedy: 'Connect the members to switches with uplinks of their own, or free a function on another uplink.',
  },
};

type VfCode = 'vf-refused' | 'vf-should-ask' | 'vf-falls-back' | 'vf-no-room-in-cluster';

export const VF_SENTENCES: { readonly [Code in VfCode]: Sentence<Readonly<FindingValues[Code]>> } = {
  'vf-refused': {
    message: ({ because, binding }, subject) =>
      `${subject} asks for a virtual function and runs synthetic: ${REFUSALS[because].why} (${binding}).`,
    remedy: ({ because }) => REFUSALS[because].remedy,
    source: SOFTWARE_FEATURES,
  },
  'vf-should-ask': {
    message: (_, subject) => `${subject} is sensitive to latency and may have a virtual function, one is free, and it does not ask.`,
    remedy: (_, subject) => `Set IovWeight 100 on ${subject}, after a test that its guest has the driver of the port.`,
    source: SRIOV,
  },
  'vf-falls-back': {
    message: ({ adapters, first }, subject) =>
      adapters === 1
        ? `When ${subject} is lost, ${first} loses its virtual function and no other port has one for it.`
        : `When ${subject} is lost, ${formatCount(adapters, 'adapter')} (${first} first) lose their virtual functions and no other port has one for them.`,
    remedy: () => 'Keep processor and default-queue room for their traffic on the synthetic path, or raise NumVFs on the other ports.',
    source: SRIOV_FAILOVER,
  },
  'vf-no-room-in-cluster': {
    message: ({ needed, free }, subject) =>
      `When ${subject} is drained, its VMs bring ${formatCount(needed, 'virtual function')} along, and the other hosts of the cluster have room for ${formatRounded(free)}: the rest run synthetic.`,
    remedy: () => 'Raise NumVFs on the other hosts, or let fewer VMs of this host ask for one.',
    source: SRIOV_FAILOVER,
  },
};
