/** Settings that work and have a better one beside them. */
import { advised, ANYWHERE, brokenIf, LBFO, type Rule, SET } from './rule.ts';
import { AZURE_LOCAL_NETWORK, REMOVED_FEATURES, TEAMING_PAGE } from './sources.ts';
import { areSlow, isTeamed } from './switch-use.ts';

const ADVICE = { ...ANYWHERE, section: 'advice', with: null } as const;

export const ADVICE_RULES: readonly Rule[] = [
  {
    ...ADVICE,
    teamings: LBFO,
    from: '2019',
    to: '2019',
    id: 'set-advised-over-lbfo',
    feature: 'lbfo',
    verdict: advised('Switch Embedded Teaming instead of LBFO'),
    evidence: 'documented',
    source: REMOVED_FEATURES,
    remedy: 'Recreate the switch with Switch Embedded Teaming when the host is next empty.',
    look: { at: 'switch', use: () => 'broken' },
    sentence: {
      severity: 'advice',
      message: (subject) => `${subject} stands on an LBFO team: it works on 2019, SET is recommended, and the next release ends it.`,
    },
  },
  {
    ...ADVICE,
    teamings: LBFO,
    id: 'switch-independent-advised',
    feature: 'static-or-lacp',
    verdict: advised('switch-independent'),
    evidence: 'derived',
    source: TEAMING_PAGE,
    remedy: 'Set-NetLbfoTeam -TeamingMode SwitchIndependent, after the channel group of the top-of-rack switch is taken apart.',
    look: { at: 'switch', use: (seen) => brokenIf(isTeamed(seen) && seen.virtualSwitch.teamMode !== 'switch-independent') },
    sentence: {
      severity: 'advice',
      message: (subject) => `${subject} is a static or LACP team, in which the receive queues of the members do not add up.`,
    },
  },
  {
    ...ADVICE,
    teamings: LBFO,
    id: 'dynamic-advised-on-lbfo',
    feature: 'dynamic',
    verdict: advised('Dynamic load balancing'),
    evidence: 'documented',
    source: TEAMING_PAGE,
    remedy: 'Set-NetLbfoTeam -LoadBalancingAlgorithm Dynamic.',
    look: { at: 'switch', use: (seen) => brokenIf(isTeamed(seen) && seen.virtualSwitch.loadBalancing !== 'dynamic') },
    sentence: {
      severity: 'advice',
      message: (subject) => `${subject} does not balance dynamically, so one busy member can be full while another is idle.`,
    },
  },
  {
    ...ADVICE,
    teamings: SET,
    from: '2016',
    id: 'dynamic-advised-on-slow-set',
    feature: 'dynamic',
    verdict: advised('Dynamic below 10 Gb/s; Hyper-V Port is for 10 Gb/s and more'),
    evidence: 'derived',
    source: AZURE_LOCAL_NETWORK,
    remedy: 'Set-VMSwitchTeam -LoadBalancingAlgorithm Dynamic.',
    look: {
      at: 'switch',
      use: (seen) => brokenIf(isTeamed(seen) && areSlow(seen) && seen.virtualSwitch.loadBalancing === 'hyper-v-port'),
    },
    sentence: {
      severity: 'advice',
      message: (subject) => `${subject} pins each adapter to one member below 10 Gb/s; Dynamic lets it send over all of them.`,
    },
  },
];
