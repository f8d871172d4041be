/** One host in full, for a person at a terminal: what it gets, what holds it back, and why the plan chose as it did. */
import type { Uniformity } from '../model/cluster-plan.ts';
import type { Outcome, PlannedOutcome } from '../model/outcome.ts';
import type { Alternative, MigrationOption, MigrationPass, MigrationPlan, SwitchPlan } from '../model/plan.ts';
import {
  formatCores,
  formatCount,
  formatMbps,
  formatMinutes,
  formatRounded,
  formatSeconds,
  formatShare,
} from '../units/format-quantity.ts';
import { secondsToMinutes } from '../units/quantity.ts';
import { changeLines, findingLines } from './explain-advice.ts';
import { compatibilityLines } from './explain-compatibility.ts';
import { layerLines } from './explain-layer.ts';
import { entry, paragraph, row } from './explain-line.ts';
import { offloadLines } from './explain-offloads.ts';
import { topologyLines } from './explain-topology.ts';
import { chosenMigration, secondsSaved } from './planned-host.ts';
import { padEnd, padStart } from './terminal-text.ts';

/** Plain text of at most 80 columns, without a line end after the last line. */
export const explainHost = (outcome: Outcome): string => lines(outcome).join('\n');

const lines = (outcome: Outcome): readonly string[] => {
  switch (outcome.kind) {
    case 'planned':
      return plannedLines(outcome);
    case 'rejected':
      return [
        row(`${placeOf(outcome)}: rejected, ${formatCount(outcome.problems.length, 'problem')} in its input`),
        ...outcome.problems.flatMap(({ file, line, column, code, message, remedy }) => [
          ...paragraph(`${[file, line, column].filter((each) => each !== 0).join(':')}: ${code}: ${message}`),
          ...paragraph(remedy, '      '),
        ]),
      ];
    case 'failed':
      return [
        row(`${placeOf(outcome)}: failed by our own fault; please report it`),
        ...outcome.violations.flatMap(({ rule, subject, message }) => paragraph(`${rule} (${subject}): ${message}`)),
      ];
  }
};

/** The row of a rejected host may be too broken to say its cluster. */
const placeOf = ({ host, cluster }: Pick<Outcome, 'host' | 'cluster'>): string => (cluster === '' ? host : `${host} in ${cluster}`);

const plannedLines = (outcome: PlannedOutcome): readonly string[] => [
  row(`${outcome.host} in ${outcome.cluster}: ${outcome.plan.status}`),
  ...paragraph(outcome.reason),
  row(`  Binding: ${outcome.binding === '' ? 'nothing holds this host back' : outcome.binding}`),
  ...findingLines(outcome),
  ...changeLines(outcome),
  ...outcome.plan.switches.flatMap(switchLines),
  ...migrationLines(outcome),
  ...ruleLines(outcome),
  ...offloadLines(outcome.plan),
  ...topologyLines(outcome.plan),
  ...compatibilityLines(outcome.plan.compatibility).map(row),
];

const switchLines = (plan: SwitchPlan): readonly string[] => [
  '',
  row(`Switch ${plan.switch}: layer ${plan.layer}, ${formatMbps(plan.capacity)}, ${formatMbps(plan.capacityAfterLoss)} after a loss`),
  ...layerLines(plan),
  ...(plan.levels.length === 0 ? ['  No share is guaranteed on this switch; only caps hold.'] : levelLines(plan)),
];

const levelLines = (plan: SwitchPlan): readonly string[] => [
  row(`  ${padEnd('level', 15)} ${padStart('attained', 9)} ${padStart('today', 9)}  worst flow`),
  ...plan.levels.map(({ level, attainment, worstFlow, binding }) => {
    const today = plan.levelsToday?.find((each) => each.level === level);
    const was = today === undefined ? '' : formatShare(today.attainment);
    const held = binding === null ? '' : ` (${binding})`;
    return row(`  ${padEnd(level, 15)} ${padStart(formatShare(attainment), 9)} ${padStart(was, 9)}  ${worstFlow ?? ''}${held}`);
  }),
];

const migrationLines = ({ plan }: PlannedOutcome): readonly string[] => {
  const chosen = chosenMigration(plan);
  if (chosen === null) return ['', ...paragraph(`Migration: ${noMigration(plan.migration)}`, '')];
  const drain =
    chosen.drainGuaranteed === null ? '' : `${formatMinutes(secondsToMinutes(chosen.drainGuaranteed))} at the guaranteed rate, `;
  return [
    '',
    row(`Migration: ${optionText(chosen.option)}${chosen.kept ? ' (as today)' : ''}`),
    row(
      `  Path       ${chosen.path.role} over ${chosen.path.switch ?? chosen.path.nics.join(', ')}, carries ${formatMbps(chosen.pathRate)}`,
    ),
    ...entry('Rates', rateText(chosen)),
    row(`  Drain      ${drain}${formatMinutes(secondsToMinutes(chosen.drainAtCap))} at the cap`),
    row(
      `  Window     ${formatMinutes(secondsToMinutes(chosen.window))}, ${chosen.windowMet ? 'met' : 'missed'}; ${formatCount(plan.drainVms, 'VM')} to move`,
    ),
    row(`  Processor  ${formatCores(chosen.cpu)} of ${formatCores(chosen.cpuHead)} free`),
    row(`  Held by    ${chosen.binding}`),
    ...(plan.uniformity === null ? alternativeLines(chosen.alternative) : clusterLines(plan.uniformity)),
  ];
};

const noMigration = (migration: PlannedOutcome['plan']['migration']): string => {
  if (migration.kind === 'infeasible') return `none is possible: ${migration.conflict.join(', ')}`;
  return migration.kind === 'not-applicable' ? `none planned (${migration.because})` : '';
};

const optionText = ({ transport, liveMigrations, storageMigrations }: MigrationOption): string =>
  `${transport}, ${liveMigrations} live and ${storageMigrations} storage at a time`;

const rateText = ({ required, guaranteed, cap }: MigrationPlan): string =>
  [
    required === null ? 'none that it can count on meets the window' : `required ${formatMbps(required)}`,
    ...(guaranteed === null ? [] : [`guaranteed ${formatMbps(guaranteed)}`]),
    `cap ${formatMbps(cap)}`,
  ].join(', ');

interface PassWords {
  readonly what: string;
  readonly show: (value: number) => string;
}

const PASS_WORDS: { readonly [Pass in Exclude<MigrationPass, 'stability'>]: PassWords } = {
  window: { what: 'meeting the window: drain time', show: formatSeconds },
  'converging-vms': { what: 'VMs that converge', show: formatRounded },
  'vm-traffic': { what: 'share of the switch taken from VM traffic', show: (value) => formatCount(value, 'unit') },
  'drain-time': { what: 'drain time', show: formatSeconds },
  'storage-copies': { what: 'storage copies at a time', show: formatRounded },
  cpu: { what: 'processor at the required rate', show: formatCores },
  'live-migrations': { what: 'live migrations at a time (fewer wins a tie)', show: formatRounded },
  transport: { what: 'the order smb-direct, smb, compression, tcpip', show: (rank) => `place ${formatRounded(rank + 1)}` },
};

/** Where the choice is the cluster's, there is nothing to choose on the host: what it pays stands here instead. */
const clusterLines = ({ cluster, own, drainOwn, drainCluster, holdsBack }: Uniformity): readonly string[] => [
  row(`  Cluster    one choice for all members: ${cluster.transport}, ${cluster.liveMigrations} live at a time`),
  row(
    `  Alone      ${own.transport}, ${own.liveMigrations} live; ${formatMinutes(drainOwn)} where the cluster's takes ${formatMinutes(drainCluster)}`,
  ),
  ...(holdsBack === null
    ? []
    : [row(`  Holds back ${holdsBack.nic}: with better ports all drains together are ${formatMinutes(holdsBack.gain)} shorter`)]),
];

const alternativeLines = (alternative: Alternative | null): readonly string[] => {
  if (alternative === null) return ['  No other transport or count is possible here.'];
  if (alternative.lostIn === 'stability') {
    return [row(`  Next best  ${optionText(alternative.option)}`), "             not taken: today's setting is close enough to the best"];
  }
  const { what, show } = PASS_WORDS[alternative.lostIn];
  return [
    row(`  Next best  ${optionText(alternative.option)}`),
    ...paragraph(
      `loses in ${what}: ${show(alternative.alternativeValue)} against ${show(alternative.chosenValue)} of the plan`,
      ' '.repeat(13),
    ),
  ];
};

const ruleLines = ({ plan }: PlannedOutcome): readonly string[] => {
  if (plan.rulesOfThumb.length === 0) return [];
  const heading = `  ${padEnd('rule', 26)} ${padStart('cap Mbit/s', 10)} ${padStart('count', 5)} ${padStart('drain min', 10)} ${padStart('saved', 8)}`;
  return [
    '',
    'Rules of thumb beside the plan (drain at the cap)',
    row(heading),
    ...plan.rulesOfThumb.map((result) => {
      const saved = secondsSaved(plan, result);
      const drain = formatRounded(secondsToMinutes(result.drain));
      const gain = saved === null || result.rule === 'converge' ? '' : formatRounded(saved / 60);
      const cap = result.cap === null ? 'none' : formatRounded(result.cap);
      const figures = `${padStart(cap, 10)} ${padStart(String(result.liveMigrations), 5)} ${padStart(drain, 10)} ${padStart(gain, 8)}`;
      return row(`  ${padEnd(result.rule, 26)} ${figures}${result.breaksFloor ? '  breaks floors' : ''}`);
    }),
  ];
};
