/** Frame sizes, team members and other layouts, for `converge explain`. */
import { adapterLabel } from '../model/name.ts';
import type { HostPlan, LayoutAdvice } from '../model/plan.ts';
import { type JumboProposal, type LayoutKind, type PinningPlan, TRAFFIC_NAMES } from '../model/topology-plan.ts';
import { formatMbps, formatMinutes, formatShare } from '../units/format-quantity.ts';
import { minutes, secondsToMinutes } from '../units/quantity.ts';
import { briefly, entry, row } from './explain-line.ts';
import { chosenMigration } from './planned-host.ts';
import { cut, padEnd, padStart } from './terminal-text.ts';

/** Nothing where neither larger frames, nor other members, nor another layout would gain. */
export const topologyLines = (plan: HostPlan): readonly string[] => [
  ...jumboLines(plan.jumbo),
  ...plan.pinning.flatMap(pinningLines),
  ...(plan.layoutAdvice === null ? [] : layoutLines(plan.layoutAdvice, plan)),
];

const jumboLines = (jumbo: readonly JumboProposal[]): readonly string[] =>
  jumbo.length === 0
    ? []
    : [
        '',
        'Jumbo frames, on every port of the way, the physical switches too',
        row(
          `  ${padEnd('port or host vNIC', 28)} ${padStart('MTU now', 7)} ${padStart('MTU', 6)} ${padStart('payload gained', 15)}  ping -f -l`,
        ),
        ...jumbo.map(({ name, mtuNow, mtu, gain, pingSize }) =>
          row(
            `  ${padEnd(cut(name, 28), 28)} ${padStart(String(mtuNow), 7)} ${padStart(String(mtu), 6)} ${padStart(formatMbps(gain), 15)}  ${pingSize}`,
          ),
        ),
      ];

const PROOFS: { readonly [By in PinningPlan['solver']]: string } = {
  'closed-form': 'the best mapping, by sums',
  enumeration: 'the best mapping, by trying all',
  'javascript-lp-solver': 'the best mapping, by javascript-lp-solver',
  highs: 'the best mapping, by HiGHS',
  search: 'found by search',
};

const pinningLines = (plan: PinningPlan): readonly string[] => {
  const { mapping, worstBefore, worstAfter, gap, solver, leftAside } = plan;
  const proof = gap > 0 ? `${PROOFS[solver]}; none gives more than ${formatShare(worstAfter + gap)}` : PROOFS[solver];
  return [
    '',
    row(`Team members of ${plan.switch}: the worst adapter has ${formatShare(worstBefore)}, mapped ${formatShare(worstAfter)}`),
    ...entry('Proof', `${proof}${leftAside === 0 ? '' : `; ${leftAside} lighter adapters stay where Windows puts them`}`),
    ...[...new Set(mapping.map(({ nic }) => nic))]
      .sort()
      .flatMap((nic) =>
        entry(
          'Map to',
          `${nic}: ${briefly(mapping.filter((each) => each.nic === nic).map(({ vm, adapter }) => adapterLabel(vm, adapter)))}`,
        ),
      ),
  ];
};

const KINDS: { readonly [Kind in LayoutKind]: string } = { team: 'team', iov: 'SR-IOV switch', 'direct-rdma': 'no switch' };

const standing = (status: string, level: string | null, attainment: number | null): string =>
  level === null ? status : `${status} at ${level} (${formatShare(attainment ?? 1)})`;

const layoutLines = (advice: LayoutAdvice, plan: HostPlan): readonly string[] => {
  const { groups, tried, byBound, forbidden, leftOut, drainMinutes, offloads, offloadsToday } = advice;
  const today = standing(plan.status, plan.firstShort?.level ?? null, plan.firstShort?.attainment ?? null);
  const instead = standing(advice.status, advice.firstShortLevel, advice.firstShortAttainment);
  const migration = chosenMigration(plan);
  const drainToday = migration === null ? null : secondsToMinutes(migration.drainGuaranteed ?? migration.drainAtCap);
  const functions = `${offloads.virtualFunctions} virtual functions instead of ${offloadsToday.virtualFunctions}`;
  return [
    '',
    row(`Another layout: ${instead} instead of ${today}`),
    ...groups.flatMap(({ kind, nics, carries }) =>
      entry(KINDS[kind], `${nics.join(', ')} for ${carries.map((each) => TRAFFIC_NAMES[each]).join(', ')}`),
    ),
    ...(drainMinutes === null || drainToday === null
      ? []
      : entry('Drain', `${formatMinutes(minutes(drainMinutes))} instead of ${formatMinutes(drainToday)}`)),
    ...(offloads.virtualFunctions === offloadsToday.virtualFunctions ? [] : entry('Functions', functions)),
    ...(Math.round(offloads.defaultQueueOverload) === Math.round(offloadsToday.defaultQueueOverload)
      ? []
      : entry(
          'Queues',
          `default queues overloaded by ${formatMbps(offloads.defaultQueueOverload)} instead of ${formatMbps(offloadsToday.defaultQueueOverload)}`,
        )),
    ...entry(
      'Sought',
      `${tried} planned in full, ${byBound} proven no better by a bound, ${forbidden} not allowed, ${leftOut} not looked at; disruptive`,
    ),
  ];
};
