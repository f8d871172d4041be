/** Which layer rules a switch and why the others lost, and what its DCB classes are promised, for a person at a terminal. */
import type { LayerLoss, SwitchPlan } from '../model/plan.ts';
import { ETS_CLASS_LABELS, type EtsPlan } from '../model/topology-plan.ts';
import { formatRounded, formatShare } from '../units/format-quantity.ts';
import { paragraph, row } from './explain-line.ts';
import { padEnd, padStart } from './terminal-text.ts';

/** Codes of the planner in words; a code without words stands for itself. */
const LAYER_WORDS: Readonly<Record<string, string>> = {
  'software-switch': 'Weights rule this switch: its traffic passes the software switch.',
  'rdma-with-traffic-classes': 'Its ports carry RDMA and have traffic classes, so DCB rules this switch.',
  'iov-enabled': 'SR-IOV is enabled, so the switch takes no weights.',
  'network-atc-keeps-mode': 'Network ATC owns this switch, and its mode takes no weights.',
  'no-uplinks': 'The switch has no uplinks.',
};

const LOSS_WORDS: { readonly [Because in LayerLoss['because']]: string } = {
  'no-uplinks': 'the switch has no uplinks',
  'uplinks-without-rdma': 'not every uplink has RDMA',
  'lbfo-hides-rdma': 'an LBFO team hides the RDMA of its ports',
  'rdma-under-switch-needs-2016': 'RDMA under a virtual switch needs Windows Server 2016',
  'no-rdma-traffic': 'no storage or migration adapter stands on the switch',
  'too-few-traffic-classes': 'an uplink has fewer than three traffic classes',
  'dcb-excludes-weights': 'weights and DCB must not share a NIC',
  'iov-enabled': 'SR-IOV is enabled, and such a switch takes none',
  'network-atc-keeps-mode': 'Network ATC owns the switch, and nothing of it is recreated',
  'nothing-guaranteed': 'it would promise nobody anything',
};

/** Lines of at most 80 columns, indented by two. */
export const layerLines = (plan: SwitchPlan): readonly string[] => [
  ...paragraph(LAYER_WORDS[plan.layerBecause] ?? plan.layerBecause),
  ...plan.layersLost.flatMap(({ layer, because }) => paragraph(`Layer ${layer} lost: ${LOSS_WORDS[because]}.`)),
  ...(plan.ets === null ? [] : classLines(plan.ets)),
  ...(plan.layer === 'weights' && plan.weights.kind === 'chosen' && plan.levelsToday === null
    ? paragraph('What it attains today is not known: reservations in bit/s and blank weights stand in no inventory.')
    : []),
];

const classLines = ({ classes }: EtsPlan): readonly string[] => [
  row(
    `  ${padEnd('class', 20)} ${padStart('percent', 7)} ${padStart('Mbit/s', 9)} ${padStart('after loss', 10)} ${padStart('attained', 9)}`,
  ),
  ...classes.map(({ name, percent, guaranteed, guaranteedAfterLoss, attainment }) => {
    const attained = attainment === null ? 'fixed' : formatShare(attainment);
    const figures = `${padStart(String(percent), 7)} ${padStart(formatRounded(guaranteed), 9)} ${padStart(formatRounded(guaranteedAfterLoss), 10)}`;
    return row(`  ${padEnd(ETS_CLASS_LABELS[name], 20)} ${figures} ${padStart(attained, 9)}`);
  }),
];
