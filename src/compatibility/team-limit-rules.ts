/** What team modes, load balancing and the members of a team ask of each other. */
import type { Nic, Vm } from '../model/host.ts';
import { ANYWHERE, brokenIf, conditional, excluded, LBFO, type Rule, SET, seenOn, works } from './rule.ts';
import type { SeenSwitch } from './seen-host.ts';
import { GUEST_TEAMING_PAGE, NEW_LBFO_TEAM, SET_PAGE, TEAMING_PAGE } from './sources.ts';
import { agree, lsoUse, usesVmq } from './switch-use.ts';

const SETTING = { ...ANYWHERE, section: 'setting' } as const;
const ON_LBFO = { ...SETTING, teamings: LBFO } as const;
const ON_SET = { ...SETTING, teamings: SET } as const;

const MOST_SET_MEMBERS = 8;
const MOST_LBFO_MEMBERS = 32;

/** Windows numbers the ports of one model in their descriptions: `X520 #2`. */
const modelOf = (model: string): string => model.toLowerCase().replace(/\s*#\d+$/, '');

/** A port without a model may be of any. */
const areOfOneModel = (nics: readonly Nic[]): boolean =>
  new Set(nics.flatMap(({ model }) => (model === null ? [] : [modelOf(model)]))).size <= 1;

/** Sum of queues: the switch knows at which member each adapter receives. */
const addsUp = ({ virtualSwitch }: SeenSwitch): boolean =>
  virtualSwitch.teamMode === 'switch-independent' && virtualSwitch.loadBalancing !== 'address-hash';

const guestTeamSize = ({ adapters }: Vm): number => {
  let size = 0;
  for (const { guestTeam } of adapters) if (guestTeam) size += 1;
  return size;
};

export const TEAM_LIMIT_RULES: readonly Rule[] = [
  {
    ...ON_LBFO,
    id: 'vmq-sums-over-switch-independent',
    feature: 'vmq',
    with: 'switch-independent',
    verdict: works('with Dynamic or Hyper-V Port the queues of the members add up; their processors must not overlap'),
    evidence: 'documented',
    source: TEAMING_PAGE,
    ...seenOn((seen) => usesVmq(seen) && addsUp(seen)),
  },
  {
    ...ON_LBFO,
    id: 'vmq-conditional-on-static-or-lacp',
    feature: 'vmq',
    with: 'static-or-lacp',
    verdict: conditional('only the least number of queues of any member counts, and all members use the same processors'),
    evidence: 'documented',
    source: TEAMING_PAGE,
    ...seenOn((seen) => usesVmq(seen) && seen.virtualSwitch.teamMode !== 'switch-independent'),
    remedy: 'Use the switch-independent mode.',
  },
  {
    ...ON_LBFO,
    id: 'vmq-conditional-on-address-hash',
    feature: 'vmq',
    with: 'address-hash',
    verdict: conditional('only the least number of queues of any member counts, and all members use the same processors'),
    evidence: 'documented',
    source: TEAMING_PAGE,
    ...seenOn((seen) => usesVmq(seen) && seen.virtualSwitch.loadBalancing === 'address-hash'),
    remedy: 'Use Dynamic load balancing.',
  },
  {
    ...ON_SET,
    id: 'static-or-lacp-excluded-by-set',
    feature: 'static-or-lacp',
    with: 'set',
    verdict: excluded('SET is switch-independent only'),
    evidence: 'documented',
    source: SET_PAGE,
    remedy: 'Correct team_mode in switches.csv, and take the ports out of any channel group of the top-of-rack switch.',
    look: { at: 'switch', use: (seen) => brokenIf(seen.virtualSwitch.teamMode !== 'switch-independent') },
    sentence: {
      severity: 'error',
      message: (subject) => `${subject} is a SET team with a static or LACP mode, which SET does not have.`,
    },
  },
  {
    ...ON_SET,
    id: 'address-hash-excluded-by-set',
    feature: 'address-hash',
    with: 'set',
    verdict: excluded('SET knows Hyper-V Port and Dynamic'),
    evidence: 'documented',
    source: SET_PAGE,
    remedy: 'Correct load_balancing in switches.csv.',
    look: { at: 'switch', use: (seen) => brokenIf(seen.virtualSwitch.loadBalancing === 'address-hash') },
    sentence: {
      severity: 'error',
      message: (subject) => `${subject} is a SET team with address-hash load balancing, which SET does not have.`,
    },
  },
  {
    ...ON_SET,
    to: '2012r2',
    id: 'set-excluded-by-2012r2',
    feature: 'set',
    with: 'windows-2012r2',
    verdict: excluded('SET came with Windows Server 2016'),
    evidence: 'documented',
    source: SET_PAGE,
    remedy: 'Correct teaming or os in the inventory.',
    look: { at: 'switch', use: () => 'broken' },
    sentence: { severity: 'error', message: (subject) => `${subject} is a SET team on Windows Server 2012 R2, which does not have SET.` },
  },
  {
    ...ON_SET,
    id: 'set-takes-eight',
    feature: 'set',
    with: 'more-than-8-members',
    verdict: excluded('SET takes eight members'),
    evidence: 'documented',
    source: SET_PAGE,
    remedy: 'Spread the ports over two switches.',
    look: { at: 'switch', use: ({ uplinks }) => brokenIf(uplinks.length > MOST_SET_MEMBERS) },
    sentence: { severity: 'error', message: (subject) => `${subject} has more than eight members, and SET takes eight.` },
  },
  {
    ...ON_LBFO,
    id: 'lbfo-takes-32',
    feature: 'lbfo',
    with: 'more-than-32-members',
    verdict: excluded('LBFO takes 32 members'),
    evidence: 'documented',
    source: TEAMING_PAGE,
    remedy: 'Spread the ports over two teams.',
    look: { at: 'switch', use: ({ uplinks }) => brokenIf(uplinks.length > MOST_LBFO_MEMBERS) },
    sentence: { severity: 'error', message: (subject) => `${subject} has more than 32 members, and LBFO takes 32.` },
  },
  {
    ...ON_SET,
    id: 'unequal-speeds-excluded-by-set',
    feature: 'set',
    with: 'unequal-speeds',
    verdict: excluded('members must be of one speed'),
    evidence: 'documented',
    source: SET_PAGE,
    remedy: 'Keep ports of one speed in the team and use the others for another switch.',
    look: { at: 'switch', use: ({ uplinks }) => brokenIf(!agree(uplinks, ({ link }) => link)) },
    sentence: { severity: 'error', message: (subject) => `The members of ${subject} differ in speed, and SET wants one speed.` },
  },
  {
    ...ON_SET,
    id: 'unequal-models-excluded-by-set',
    feature: 'set',
    with: 'unequal-models',
    verdict: excluded('members must be of one make, model, firmware and driver'),
    evidence: 'documented',
    source: SET_PAGE,
    remedy: 'Keep one model of port in the team and use the others for another switch.',
    look: { at: 'switch', use: ({ uplinks }) => brokenIf(!areOfOneModel(uplinks)) },
    // The model is a text that people write, so two spellings of one model are likelier than two models.
    sentence: { severity: 'warning', message: (subject) => `The members of ${subject} are of different models, and SET wants one.` },
  },
  {
    ...ON_SET,
    id: 'lso-conditional-on-set-members',
    feature: 'lso',
    with: 'unequal-ports',
    verdict: conditional('every member of a SET team must have it'),
    evidence: 'documented',
    source: SET_PAGE,
    remedy: 'Turn LSO on for every member, or replace the port that lacks it.',
    look: { at: 'switch', use: lsoUse },
    sentence: {
      severity: 'warning',
      message: (subject) => `A member of ${subject} has no LSO, and every member of a SET team must have it.`,
    },
  },
  {
    ...ON_LBFO,
    id: 'unequal-speeds-excluded-by-lbfo',
    feature: 'lbfo',
    with: 'unequal-speeds',
    verdict: excluded('different speeds are not supported, and no algorithm looks at the speed'),
    evidence: 'documented',
    source: NEW_LBFO_TEAM,
    remedy: 'Keep ports of one speed in the team.',
    look: { at: 'switch', use: ({ uplinks }) => brokenIf(!agree(uplinks, ({ link }) => link)) },
    sentence: {
      severity: 'error',
      message: (subject) =>
        `The members of ${subject} differ in speed; traffic is spread as if they did not, so the slow ones fill up first.`,
    },
  },
  {
    ...SETTING,
    id: 'guest-team-takes-two',
    feature: 'guest-teaming',
    with: 'not-two-adapters',
    verdict: excluded('a team inside a VM is supported with two members'),
    evidence: 'documented',
    source: GUEST_TEAMING_PAGE,
    remedy: 'Team exactly two adapters of the VM, switch-independent with address hash.',
    look: {
      at: 'vm',
      use: (vm) => {
        const size = guestTeamSize(vm);
        return size === 0 ? 'absent' : size === 2 ? 'sound' : 'broken';
      },
    },
    sentence: {
      severity: 'warning',
      message: (subject) => `The team inside ${subject} has one adapter or more than two; two are supported.`,
    },
  },
];
