/** Which feature works with which other one, over any team and on any Windows unless stated. */
import { isRdmaWanted } from './rdma-use.ts';
import { ANYWHERE, brokenIf, conditional, excluded, type Rule, seenOn, unseen, works } from './rule.ts';
import type { SeenAdapter, SeenSwitch } from './seen-host.ts';
import {
  AZURE_LOCAL_NETWORK,
  DRIVER_NONDEFAULT_VPORTS,
  DRIVER_REMOVE_VF,
  DRIVER_SRIOV_VMQ_RSS,
  DRIVER_VMMQ,
  DRIVER_VMMQ_CAPABILITIES,
  HARDWARE_FEATURES,
  NO_SOURCE,
  QOS_PAGE,
  SDN_RDMA,
  SDN_RSC,
  SMB_DIRECT_PAGE,
  VALIDATE_DCB,
  VRSS_PAGE,
} from './sources.ts';
import { canSeparateClasses, isForIov, usesVmmq } from './switch-use.ts';
import { hasBandwidthLimits, hasPortAcl, isTrunk } from './vf-conditions.ts';

const PAIR = { ...ANYWHERE, section: 'pair' } as const;
const VF_PAIR = { ...PAIR, feature: 'virtual-function' } as const;

/** The switch could give virtual functions. */
const givesVfs = (on: SeenSwitch): boolean => isForIov(on) && on.virtualSwitch.teaming !== 'lbfo';

/** The adapter asks for a virtual function. */
const asksForVf = ({ adapter }: SeenAdapter): boolean => adapter.iov;

/** A weight that somebody set, not the mode alone. */
const hasWeightsSet = (seen: SeenSwitch): boolean =>
  seen.virtualSwitch.bandwidthMode === 'weight' &&
  (seen.hostVnics.some(({ weight }) => (weight ?? 0) > 0) || seen.vmAdapters.some(({ adapter }) => (adapter.weight ?? 0) > 0));

export const PAIR_RULES: readonly Rule[] = [
  {
    ...PAIR,
    id: 'rss-excluded-by-vmq',
    feature: 'rss',
    with: 'vmq',
    verdict: excluded('a port serves the host stack (RSS) or a virtual switch (VMQ, SR-IOV), never both'),
    evidence: 'documented',
    source: DRIVER_SRIOV_VMQ_RSS,
    remedy: 'Give the host a vNIC on the switch, or take the port out of the switch.',
    look: { at: 'host', use: ({ direct }) => brokenIf(direct.some(({ nic }) => nic.switch !== null)) },
    sentence: { severity: 'error', message: (subject) => `${subject} uses a port directly that is an uplink of a switch too.` },
  },
  {
    ...PAIR,
    id: 'vmq-conditional-on-sriov',
    feature: 'vmq',
    with: 'sr-iov',
    verdict: conditional('VMQ gives way to virtual ports of the physical function: queues are counted from those'),
    evidence: 'documented',
    source: DRIVER_NONDEFAULT_VPORTS,
    remedy: 'Fill in vport_limit of the ports in nics.csv.',
    look: {
      at: 'switch',
      use: (seen) => {
        if (!isForIov(seen) || seen.uplinks.every(({ vmqQueues }) => vmqQueues === 0)) return 'absent';
        return seen.uplinks.every(({ vportLimit }) => vportLimit !== null) ? 'sound' : 'unseen';
      },
    },
    sentence: null,
  },
  {
    ...PAIR,
    id: 'vmmq-works-with-sriov',
    feature: 'vmmq',
    with: 'sr-iov',
    verdict: works('both draw on one pool of virtual ports and queue pairs'),
    evidence: 'documented',
    source: DRIVER_VMMQ,
    ...seenOn((seen) => isForIov(seen) && usesVmmq(seen)),
  },
  {
    ...PAIR,
    id: 'vmmq-excluded-without-single-vport-pool',
    feature: 'vmmq',
    with: 'single-vport-pool',
    verdict: excluded('the driver must report a single pool'),
    evidence: 'documented',
    source: DRIVER_VMMQ_CAPABILITIES,
    ...unseen('SingleVportPoolSupported of the port', 'Use a port whose driver reports SingleVportPoolSupported.'),
  },
  {
    ...VF_PAIR,
    id: 'vf-excluded-by-port-acl',
    with: 'port-acl',
    verdict: excluded('policies of the port are not applied to the traffic of a virtual function'),
    evidence: 'documented',
    source: DRIVER_REMOVE_VF,
    remedy: 'Set IovWeight 0 on the adapter, or filter inside the VM and remove the ACLs of the port.',
    look: { at: 'adapter', where: givesVfs, use: (seen) => brokenIf(asksForVf(seen) && hasPortAcl(seen.adapter)) },
    sentence: {
      severity: 'error',
      message: (subject) => `${subject} asks for a virtual function and has port ACLs, which would no longer protect it.`,
    },
  },
  {
    ...VF_PAIR,
    id: 'vf-excluded-by-bandwidth-limits',
    with: 'bandwidth-limits',
    verdict: excluded('policies of the port are not applied to the traffic of a virtual function'),
    evidence: 'documented',
    source: DRIVER_REMOVE_VF,
    remedy: 'Set IovWeight 0 on the adapter, or drop its floor and cap.',
    look: { at: 'adapter', where: givesVfs, use: (seen) => brokenIf(asksForVf(seen) && hasBandwidthLimits(seen.adapter)) },
    sentence: {
      severity: 'error',
      message: (subject) => `${subject} asks for a virtual function and has a floor or a cap, neither of which would hold.`,
    },
  },
  {
    ...VF_PAIR,
    id: 'vf-excluded-by-guard-policies',
    with: 'guard-policies',
    verdict: excluded('by the same reasoning; no page states it'),
    evidence: 'not verified',
    source: NO_SOURCE,
    ...unseen('guard policies of the port', 'Set IovWeight 0 on adapters that need them.'),
  },
  {
    ...VF_PAIR,
    id: 'vf-excluded-by-vrss',
    with: 'vrss',
    verdict: excluded('vRSS needs an adapter without a virtual function; the driver in the guest does RSS instead'),
    evidence: 'documented',
    source: VRSS_PAGE,
    ...unseen('RSS inside the guest', 'Request several queue pairs (IovQueuePairsRequested) and let the guest driver spread them.'),
  },
  {
    ...VF_PAIR,
    id: 'vf-excluded-by-encapsulation',
    with: 'encapsulation',
    verdict: excluded('not for traffic that is encapsulated'),
    evidence: 'documented',
    source: HARDWARE_FEATURES,
    ...unseen('encapsulation of virtual networks', 'Set IovWeight 0 on adapters of virtual networks.'),
  },
  {
    ...VF_PAIR,
    id: 'vf-excluded-by-vlan-trunk',
    with: 'vlan-trunk',
    verdict: excluded('planned so; no source found'),
    evidence: 'not verified',
    source: NO_SOURCE,
    remedy: 'Set IovWeight 0 on the adapter, or give it one VLAN in access mode.',
    look: { at: 'adapter', where: givesVfs, use: (seen) => brokenIf(asksForVf(seen) && isTrunk(seen.adapter)) },
    sentence: {
      severity: 'warning',
      message: (subject) => `${subject} asks for a virtual function and carries several VLANs, which is planned without one.`,
    },
  },
  {
    ...VF_PAIR,
    id: 'vf-excluded-by-port-mirroring',
    with: 'port-mirroring',
    verdict: excluded('planned so; no source found'),
    evidence: 'not verified',
    source: NO_SOURCE,
    ...unseen('port mirroring', 'Set IovWeight 0 on mirrored adapters.'),
  },
  {
    ...VF_PAIR,
    id: 'vf-excluded-by-switch-rsc',
    with: 'switch-rsc',
    verdict: excluded('not for adapters with a virtual function'),
    evidence: 'documented',
    source: SDN_RSC,
    ...unseen('EnableSoftwareRsc of the switch', 'Expect no coalescing by the switch for virtual functions.'),
  },
  {
    ...PAIR,
    id: 'smb-direct-excluded-by-switch-rsc',
    feature: 'smb-direct',
    with: 'switch-rsc',
    verdict: excluded('not for SMB Direct'),
    evidence: 'documented',
    source: SDN_RSC,
    ...unseen('EnableSoftwareRsc of the switch', 'Expect no coalescing by the switch for SMB Direct; it needs none.'),
  },
  {
    ...PAIR,
    id: 'weights-excluded-by-dcb',
    feature: 'weights',
    with: 'dcb',
    verdict: excluded('on the same port or network stack'),
    evidence: 'documented',
    source: QOS_PAGE,
    remedy: 'Let the DCB classes reserve bandwidth and set the weights of the switch to 0, or turn DCB off on its ports.',
    look: { at: 'switch', use: (seen, host) => brokenIf(hasWeightsSet(seen) && isRdmaWanted(seen, host) && canSeparateClasses(seen)) },
    sentence: {
      severity: 'warning',
      message: (subject) => `${subject} has weights, and its ports carry RDMA that DCB classes must rule: not both on the same ports.`,
    },
  },
  {
    ...PAIR,
    id: 'smb-direct-excluded-without-multichannel',
    feature: 'smb-direct',
    with: 'multichannel-off',
    verdict: excluded('SMB Direct is off wherever SMB Multichannel is'),
    evidence: 'documented',
    source: SMB_DIRECT_PAGE,
    ...unseen(
      'EnableMultiChannel of client and server',
      'Set-SmbClientConfiguration and Set-SmbServerConfiguration -EnableMultiChannel $true.',
    ),
  },
  {
    ...PAIR,
    id: 'packet-direct-excluded-by-set',
    feature: 'packet-direct',
    with: 'set',
    verdict: excluded('to be left off on SET switches'),
    evidence: 'documented',
    source: VALIDATE_DCB,
    ...unseen('PacketDirect of the switch', 'Recreate the switch without -EnablePacketDirect.'),
  },
  {
    ...PAIR,
    id: 'guest-rdma-excluded-by-azure-local',
    feature: 'guest-rdma',
    with: 'azure-local',
    verdict: excluded('Azure Local does not support it'),
    evidence: 'documented',
    source: AZURE_LOCAL_NETWORK,
    ...unseen('RdmaWeight of adapters, and whether the host runs Azure Local', 'Set RdmaWeight 0 on adapters of VMs.'),
  },
  {
    ...PAIR,
    from: '2019',
    id: 'guest-rdma-conditional-on-sriov',
    feature: 'guest-rdma',
    with: 'sr-iov',
    verdict: conditional('from version 1709: a switch made for SR-IOV, IovWeight 100 and RdmaWeight 100 on the adapter'),
    evidence: 'documented',
    source: SDN_RDMA,
    ...unseen('RdmaWeight of adapters', 'Give the adapter a virtual function and RdmaWeight 100.'),
  },
];
