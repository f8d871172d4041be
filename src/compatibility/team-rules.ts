/** Which feature works over which team: networking, quality of service and what guests see. */
import { isRdmaWanted } from './rdma-use.ts';
import {
  brokenIf,
  conditional,
  EITHER_TEAM,
  excluded,
  LBFO,
  LBFO_TO_2019,
  type Rule,
  SET_FROM_2016,
  seenOn,
  soundIf,
  TEAM_ROW,
  unseen,
  works,
} from './rule.ts';
import { CLUSTER_NETWORK, LBFO_GUIDE, NO_SOURCE, SET_PAGE, TEAMING_PAGE } from './sources.ts';
import { agree, canSeparateClasses, hasDcb, hasWeightMode, isForIov, isIovWanted, isTeamed } from './switch-use.ts';

const LBFO_ALWAYS = { ...TEAM_ROW, teamings: LBFO, from: '2012r2', to: '2025' } as const;
const EITHER_ALWAYS = { ...TEAM_ROW, teamings: EITHER_TEAM, from: '2012r2', to: '2025' } as const;
const GUEST_TEAM = {
  remedy: '',
  look: { at: 'adapter', where: ({ guestTeams }) => guestTeams, use: ({ adapter }) => soundIf(adapter.guestTeam) },
  sentence: null,
} as const satisfies Pick<Rule, 'remedy' | 'look' | 'sentence'>;

export const TEAM_RULES: readonly Rule[] = [
  {
    ...LBFO_ALWAYS,
    id: 'sriov-excluded-by-lbfo',
    feature: 'sr-iov',
    verdict: excluded('not compatible with LBFO teams'),
    evidence: 'secondary',
    source: `${LBFO_GUIDE}; aidanfinn.com (p=14057)`,
    remedy:
      'From 2016 on recreate the switch with Switch Embedded Teaming; before, give each port a switch made for SR-IOV and team two virtual functions inside the guest.',
    look: { at: 'switch', use: (seen) => brokenIf(isIovWanted(seen)) },
    sentence: {
      severity: 'error',
      message: (subject) => `SR-IOV is asked for on ${subject}, and an LBFO team excludes it: every adapter stays on the software path.`,
    },
  },
  {
    ...SET_FROM_2016,
    id: 'sriov-works-on-set',
    feature: 'sr-iov',
    verdict: works(),
    evidence: 'documented',
    source: SET_PAGE,
    ...seenOn(isForIov),
  },
  {
    ...LBFO_ALWAYS,
    id: 'rdma-excluded-by-lbfo',
    feature: 'rdma',
    verdict: excluded('not compatible with LBFO teams'),
    evidence: 'secondary',
    source: `${LBFO_GUIDE}; ${SET_PAGE}`,
    remedy: 'Let the host use the ports with RDMA directly, or from 2016 on recreate the switch with Switch Embedded Teaming.',
    look: { at: 'switch', use: (seen, host) => brokenIf(isRdmaWanted(seen, host)) },
    sentence: {
      severity: 'warning',
      message: (subject) => `The ports of ${subject} have RDMA, and an LBFO team excludes it: SMB over it runs as plain TCP.`,
    },
  },
  {
    ...SET_FROM_2016,
    id: 'rdma-works-on-set',
    feature: 'rdma',
    verdict: works(),
    evidence: 'documented',
    source: SET_PAGE,
    ...seenOn(isRdmaWanted),
  },
  {
    ...LBFO_TO_2019,
    id: 'host-qos-conditional-on-lbfo',
    feature: 'host-qos',
    verdict: conditional('the team loses throughput'),
    evidence: 'secondary',
    source: LBFO_GUIDE,
    ...unseen('NetQosPolicy of the host', 'Use weights of the virtual switch, or DCB, instead of NetQosPolicy.'),
  },
  {
    ...SET_FROM_2016,
    id: 'host-qos-excluded-by-set',
    feature: 'host-qos',
    verdict: excluded('host QoS is not compatible with SET'),
    evidence: 'documented',
    source: SET_PAGE,
    ...unseen('NetQosPolicy of the host', 'Remove the policies with a minimum bandwidth; use DCB or weights.'),
  },
  {
    ...LBFO_TO_2019,
    id: 'weights-conditional-on-lbfo',
    feature: 'weights',
    verdict: conditional('shares are formed on each member, among the adapters placed there'),
    evidence: 'documented',
    source: CLUSTER_NETWORK,
    remedy: 'Plan with the worst placement; connect adapters of equal weight one after the other, so that they spread.',
    look: { at: 'switch', use: (seen) => (hasWeightMode(seen) ? 'unseen' : 'absent') },
    sentence: null,
  },
  {
    ...SET_FROM_2016,
    id: 'weights-conditional-on-set',
    feature: 'weights',
    verdict: conditional("one page warns of unpredictable results, and Microsoft's own lab scripts set them"),
    evidence: 'documented',
    source: `${SET_PAGE}; microsoft/MSLab, Hyper-V with Shared Storage`,
    remedy: 'Watch the shares under load after the change; the caps of the plan hold regardless.',
    look: {
      at: 'switch',
      // Where DCB separates the traffic, the weights have a rule of their own.
      use: (seen, host) => brokenIf(hasWeightMode(seen) && !(isRdmaWanted(seen, host) && canSeparateClasses(seen))),
    },
    sentence: {
      severity: 'advice',
      message: (subject) =>
        `${subject} is a SET team with weights: one Microsoft page warns of unpredictable results, and Microsoft's own lab scripts set them.`,
    },
  },
  {
    ...LBFO_TO_2019,
    id: 'dcb-conditional-on-lbfo',
    feature: 'dcb',
    verdict: conditional('every member supports it'),
    evidence: 'secondary',
    source: LBFO_GUIDE,
    remedy: 'Use members with the same DCB classes, or leave DCB off.',
    look: {
      at: 'switch',
      use: (seen) => {
        if (!isTeamed(seen) || !hasDcb(seen)) return 'absent';
        return agree(seen.uplinks, ({ dcbTrafficClasses }) => dcbTrafficClasses > 0) ? 'sound' : 'broken';
      },
    },
    sentence: {
      severity: 'advice',
      message: (subject) => `Some members of ${subject} have DCB classes and some have none, so the team cannot be given any.`,
    },
  },
  {
    ...SET_FROM_2016,
    id: 'dcb-works-on-set',
    feature: 'dcb',
    verdict: works(),
    evidence: 'documented',
    source: SET_PAGE,
    ...seenOn(hasDcb),
  },
  {
    ...EITHER_ALWAYS,
    id: 'tcp-chimney-excluded-by-team',
    feature: 'tcp-chimney',
    verdict: excluded('not compatible with teams'),
    evidence: 'documented',
    source: SET_PAGE,
    ...unseen('TCP Chimney', 'Leave it off.'),
  },
  {
    ...EITHER_ALWAYS,
    id: 'dot1x-excluded-by-team',
    feature: '802.1x',
    verdict: excluded('not compatible with teams'),
    evidence: 'documented',
    source: SET_PAGE,
    ...unseen('802.1X of the ports', 'Leave 802.1X off on the ports of servers.'),
  },
  {
    ...LBFO_TO_2019,
    id: 'encapsulation-on-lbfo-not-verified',
    feature: 'encapsulation',
    verdict: conditional('no source found'),
    evidence: 'not verified',
    source: NO_SOURCE,
    ...unseen('encapsulation of virtual networks', 'Use Switch Embedded Teaming for virtual networks.'),
  },
  {
    ...SET_FROM_2016,
    id: 'encapsulation-works-on-set',
    feature: 'encapsulation',
    verdict: works(),
    evidence: 'documented',
    source: SET_PAGE,
    ...unseen('encapsulation of virtual networks'),
  },
  {
    ...LBFO_TO_2019,
    id: 'guest-teaming-works-on-lbfo',
    feature: 'guest-teaming',
    verdict: works('set up inside the VM, with AllowTeaming on its adapters'),
    evidence: 'documented',
    source: TEAMING_PAGE,
    ...GUEST_TEAM,
  },
  {
    ...SET_FROM_2016,
    id: 'guest-teaming-works-on-set',
    feature: 'guest-teaming',
    verdict: works('set up inside the VM, with AllowTeaming on its adapters'),
    evidence: 'documented',
    source: TEAMING_PAGE,
    ...GUEST_TEAM,
  },
];
