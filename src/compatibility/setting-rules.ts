/** What bandwidth modes, frame sizes, SMB and RDMA ask of what they meet. */
import { rdmaPorts } from './rdma-use.ts';
import { ANYWHERE, brokenIf, conditional, EITHER_TEAM, excluded, type Rule } from './rule.ts';
import type { SeenHost, SeenSwitch } from './seen-host.ts';
import { AZURE_LOCAL_NETWORK, DRIVER_JUMBO, NEW_VM_SWITCH, QOS_PAGE, SMB_SPEEDS } from './sources.ts';
import { agree, hasAbsoluteMode, hasWeightMode, isForIov, isTeamed } from './switch-use.ts';

const SETTING = { ...ANYWHERE, section: 'setting' } as const;
const IOV_REMEDY =
  'Decide what the switch is for: recreate it with SR-IOV and MinimumBandwidthMode None, or with weights and without SR-IOV.';

const STANDARD_MTU = 1500;

const frameSizes = (seen: SeenSwitch): 'absent' | 'sound' | 'broken' => {
  const vnics = seen.hostVnics.map(({ mtu }) => mtu ?? STANDARD_MTU);
  const ports = seen.uplinks.map(({ mtu }) => mtu);
  if (ports.length === 0 || Math.max(...ports, ...vnics) <= STANDARD_MTU) return 'absent';
  const isCarried = Math.max(...vnics, 0) <= Math.min(...ports) && agree(seen.uplinks, ({ mtu }) => mtu);
  return isCarried ? 'sound' : 'broken';
};

/** SMB uses the ports of the best kind (RDMA, then RSS) and speed, and leaves the others idle. */
const multichannelUse = ({ direct }: SeenHost): 'absent' | 'sound' | 'broken' => {
  const ports = direct.filter(({ adapter }) => adapter.role === 'storage').map(({ nic }) => nic);
  if (ports.length < 2) return 'absent';
  return agree(ports, ({ link }) => link) && agree(ports, ({ rdma }) => rdma !== 'none') ? 'sound' : 'broken';
};

const roceUse = (host: SeenHost): 'absent' | 'sound' | 'broken' => {
  const ports = rdmaPorts(host).filter(({ rdma }) => rdma === 'roce' || rdma === 'rocev2');
  if (ports.length === 0) return 'absent';
  return ports.every(({ dcbTrafficClasses }) => dcbTrafficClasses > 0) ? 'sound' : 'broken';
};

const mixesRdma = (host: SeenHost): boolean => {
  const kinds = rdmaPorts(host).map(({ rdma }) => rdma);
  return kinds.includes('iwarp') && kinds.some((kind) => kind === 'roce' || kind === 'rocev2');
};

export const SETTING_RULES: readonly Rule[] = [
  {
    ...SETTING,
    id: 'weights-excluded-by-iov',
    feature: 'weights',
    with: 'sr-iov',
    verdict: excluded('Default mode makes such a switch None; an explicit Weight together with SR-IOV is documented nowhere'),
    evidence: 'not verified',
    source: NEW_VM_SWITCH,
    remedy: IOV_REMEDY,
    look: { at: 'switch', use: (seen) => brokenIf(isForIov(seen) && hasWeightMode(seen)) },
    sentence: { severity: 'warning', message: (subject) => `${subject} has both SR-IOV and weights; no page says what then holds.` },
  },
  {
    ...SETTING,
    id: 'absolute-excluded-by-iov',
    feature: 'absolute-bandwidth',
    with: 'sr-iov',
    verdict: excluded('Default mode makes such a switch None; an explicit Absolute together with SR-IOV is documented nowhere'),
    evidence: 'not verified',
    source: NEW_VM_SWITCH,
    remedy: IOV_REMEDY,
    look: { at: 'switch', use: (seen) => brokenIf(isForIov(seen) && hasAbsoluteMode(seen)) },
    sentence: {
      severity: 'warning',
      message: (subject) => `${subject} has both SR-IOV and absolute reservations; no page says what then holds.`,
    },
  },
  {
    ...SETTING,
    teamings: EITHER_TEAM,
    id: 'absolute-conditional-on-team',
    feature: 'absolute-bandwidth',
    with: null,
    verdict: conditional('all reservations and the default flow together fit one member'),
    evidence: 'documented',
    source: QOS_PAGE,
    remedy: 'Use weights, or reserve no more than one member carries.',
    look: { at: 'switch', use: (seen) => (hasAbsoluteMode(seen) && isTeamed(seen) ? 'unseen' : 'absent') },
    sentence: null,
  },
  {
    ...SETTING,
    id: 'absolute-conditional-on-live-migration',
    feature: 'absolute-bandwidth',
    with: 'live-migration',
    verdict: conditional('the target has the reservation free, or the migration fails; weights never fail'),
    evidence: 'documented',
    source: QOS_PAGE,
    remedy: 'Use weights.',
    look: { at: 'switch', use: (seen) => (hasAbsoluteMode(seen) ? 'unseen' : 'absent') },
    sentence: null,
  },
  {
    ...SETTING,
    id: 'jumbo-conditional-on-equal-frames',
    feature: 'jumbo-frames',
    with: 'unequal-frame-sizes',
    verdict: conditional('the same size on port, host vNIC, guest and every switch port'),
    evidence: 'documented',
    source: DRIVER_JUMBO,
    remedy: 'Set *JumboPacket of every port and vNIC of the path to one size, and prove it with ping -f -l.',
    look: { at: 'switch', use: frameSizes },
    sentence: {
      severity: 'warning',
      message: (subject) => `On ${subject} the frame sizes differ, or a host vNIC sends larger frames than a port takes: they are lost.`,
    },
  },
  {
    ...SETTING,
    id: 'multichannel-conditional-on-equal-ports',
    feature: 'smb-multichannel',
    with: 'unequal-ports',
    verdict: conditional('the ports are of the same kind (RDMA, RSS or neither) and speed; the others idle'),
    evidence: 'secondary',
    source: SMB_SPEEDS,
    remedy: 'Give storage ports of one kind and speed, or do not count on the slower ones.',
    look: { at: 'host', use: multichannelUse },
    sentence: {
      severity: 'warning',
      message: (subject) => `The storage ports of ${subject} differ in speed or RDMA, so SMB Multichannel leaves the lesser ones idle.`,
    },
  },
  {
    ...SETTING,
    id: 'roce-conditional-on-dcb',
    feature: 'roce',
    with: 'dcb',
    verdict: conditional('priority flow control on the ports and on the top-of-rack switches; iWARP can do without'),
    evidence: 'documented',
    source: AZURE_LOCAL_NETWORK,
    remedy: 'Enable DCB on every RoCE port and priority flow control on its switch port, or turn RDMA off.',
    look: { at: 'host', use: roceUse },
    sentence: {
      severity: 'warning',
      message: (subject) => `${subject} carries SMB over RoCE on a port without DCB, so a full queue drops frames and RDMA stalls.`,
    },
  },
  {
    ...SETTING,
    id: 'iwarp-excluded-by-roce',
    feature: 'iwarp',
    with: 'roce',
    verdict: excluded('the two do not talk to each other'),
    evidence: 'documented',
    source: AZURE_LOCAL_NETWORK,
    remedy: 'Use one kind of RDMA for SMB on all hosts.',
    look: { at: 'host', use: (host) => brokenIf(mixesRdma(host)) },
    sentence: {
      severity: 'warning',
      message: (subject) => `${subject} carries SMB over iWARP and over RoCE ports, which do not talk to each other.`,
    },
  },
];
