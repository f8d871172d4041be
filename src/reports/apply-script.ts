/** Renders one script that applies changes, or takes them back. A script needs nothing but Windows and what stands in it. */
import type { Change } from '../model/outcome.ts';
import type { Target } from '../model/setting.ts';
import { ATC_CLUSTER, ATC_INTENT, ATC_OVERRIDE, CLUSTER } from './apply-cluster.ts';
import { APPLY, CLUSTER_CHECK, CORE, HOST_CHECK, PARAMETERS, PREAMBLE, UNDO } from './apply-core.ts';
import { ADAPTER, SWITCH, TEAM_MAPPING, VM_HOST } from './apply-hyper-v.ts';
import {
  ADVANCED,
  DCB_FEATURE,
  DCBX,
  FIND_NIC,
  FLOW_CONTROL,
  NIC,
  NIC_QOS,
  QOS_POLICY,
  SMB_LIMIT,
  TRAFFIC_CLASS,
} from './apply-network.ts';
import { type Family, familyOf, isOverridden, isValueOf, parameterOf, targetLiteral, valueLiteral } from './apply-settings.ts';
import { KEEP_HOST_VNIC, MANAGEMENT_PATH, SWITCH_MODE } from './apply-switch.ts';
import { BYTE_ORDER_MARK, quoteText } from './powershell-text.ts';

export interface Script {
  readonly scope: 'host' | 'cluster';
  /** Name of the host or cluster that the script is for, as the inventory spells it. */
  readonly expected: string;
  readonly direction: 'apply' | 'undo';
  readonly disruptive: boolean;
  /** In order of application. */
  readonly changes: readonly Change[];
  /** File name of the script itself without its ending; the undo, and the record of what stood before, are named after it. */
  readonly stem: string;
}

/** The functions of scripts, by name: a script is passed on as the names of those it holds, since they are most of its text. */
const LIBRARY = {
  core: CORE,
  apply: APPLY,
  undo: UNDO,
  vmHost: VM_HOST,
  switch: SWITCH,
  keepHostVnic: KEEP_HOST_VNIC,
  switchMode: SWITCH_MODE,
  adapter: ADAPTER,
  teamMapping: TEAM_MAPPING,
  smbLimit: SMB_LIMIT,
  managementPath: MANAGEMENT_PATH,
  findNic: FIND_NIC,
  nic: NIC,
  nicQos: NIC_QOS,
  advanced: ADVANCED,
  dcbFeature: DCB_FEATURE,
  dcbx: DCBX,
  flowControl: FLOW_CONTROL,
  trafficClass: TRAFFIC_CLASS,
  qosPolicy: QOS_POLICY,
  cluster: CLUSTER,
  atcOverride: ATC_OVERRIDE,
  atcCluster: ATC_CLUSTER,
  atcIntent: ATC_INTENT,
} as const;
export type Part = keyof typeof LIBRARY;

/** A script in three pieces, of which the middle one is the same for many. */
export interface ScriptPieces {
  readonly start: string;
  readonly parts: readonly Part[];
  readonly end: string;
}

/** The functions that a family needs, each after those that it calls. */
const PARTS: Readonly<Record<Family, readonly Part[]>> = {
  VmHost: ['vmHost'],
  Switch: ['switch'],
  SwitchMode: ['managementPath', 'switch', 'keepHostVnic', 'switchMode'],
  Adapter: ['adapter'],
  TeamMapping: ['adapter', 'teamMapping'],
  SmbLimit: ['smbLimit'],
  Nic: ['managementPath', 'findNic', 'nic'],
  NicQos: ['managementPath', 'findNic', 'nicQos'],
  Advanced: ['managementPath', 'findNic', 'adapter', 'advanced'],
  Dcbx: ['dcbFeature', 'dcbx'],
  FlowControl: ['dcbFeature', 'flowControl'],
  TrafficClass: ['dcbFeature', 'trafficClass'],
  QosPolicy: ['dcbFeature', 'qosPolicy'],
  Cluster: ['cluster'],
  AtcCluster: ['atcOverride', 'atcCluster'],
  AtcIntent: ['atcOverride', 'atcIntent'],
};

/** Families whose settings take effect when the NIC restarts. */
const RESTARTING: ReadonlySet<Family> = new Set(['Nic', 'NicQos', 'Advanced']);

/** Network ATC takes back what is set on its NICs by hand, within minutes, where it has a setting of its own for it. */
const targetOf = ({ setting, target, layer }: Change): Target =>
  layer === 'network-atc' && target.kind === 'nic' && isOverridden(setting) ? { kind: 'intent', nic: target.nic } : target;

/** A setting that a cluster has once, so that it stands in the script of the cluster. */
export const isOfCluster = (change: Change): boolean => ['cluster', 'intent'].includes(targetOf(change).kind);

/** @throws RangeError for a change whose value or target its setting does not take */
export const scriptPieces = (script: Script): ScriptPieces => {
  const changes = script.direction === 'apply' ? script.changes : [...script.changes].reverse();
  const sections = [
    heading(script),
    PARAMETERS,
    `$expected = ${quoteText(script.expected)}\n${script.scope === 'host' ? HOST_CHECK : CLUSTER_CHECK}`,
    `$recordPath = Join-Path $PSScriptRoot ${quoteText(`${script.stem}.state.json`)}`,
  ];
  // The steps stand in a function that the last line calls: of a script that a broken disk cut short, nothing is run.
  const all = `function Invoke-All {\n${steps(changes, script.direction).join('\n')}\n}`;
  return {
    start: `${BYTE_ORDER_MARK}${sections.join('\n\n')}\n\n`,
    parts: [
      ...new Set<Part>(['core', script.direction, ...changes.flatMap((change) => PARTS[familyOf(change.setting, targetOf(change).kind)])]),
    ],
    end: `${all}\n\nInvoke-All\nExit-WithSummary\n`,
  };
};

/** The script as text, with its byte order mark. */
export const scriptText = ({ start, parts, end }: ScriptPieces): string =>
  `${start}${parts.map((part) => `${LIBRARY[part]}\n\n`).join('')}${end}`;

const encoder = new TextEncoder();
const encoded = new Map<Part, Uint8Array>();

/** The script as bytes of UTF-8, to be written one behind the other. */
export const scriptBytes = ({ start, parts, end }: ScriptPieces): readonly Uint8Array[] => [
  encoder.encode(start),
  ...parts.map((part) => {
    const bytes = encoded.get(part) ?? encoder.encode(`${LIBRARY[part]}\n\n`);
    encoded.set(part, bytes);
    return bytes;
  }),
  encoder.encode(end),
];

/** No name of the inventory stands in a comment: a line break in it would end the comment. */
const heading = ({ scope, direction, disruptive, changes, stem }: Script): string => {
  const count = changes.length === 1 ? '1 setting' : `${changes.length} settings`;
  const lines = [
    direction === 'apply'
      ? `Changes ${count} of one ${scope}, in order. Each is read first, and left alone where it is so already.`
      : `Takes back the changes of ${stem}.ps1: ${count} of one ${scope}, the last one first.`,
    'Add -WhatIf to see what would be changed, or -Verbose and redirect the output to keep a log.',
    direction === 'apply'
      ? `What stood before is recorded in ${stem}.state.json beside this script; ${stem}.undo.ps1 takes the changes back.`
      : `It goes back to what ${stem}.state.json recorded, and where that says nothing to what the inventory said.`,
    ...(disruptive
      ? [
          'It interrupts traffic: NICs restart, or a switch is recreated. Drain the host first, and work at its console. Where the',
          'only path to Management would be cut, nothing is done without -AllowManagementLoss.',
        ]
      : []),
  ];
  return [PREAMBLE, ...lines.map((line) => `# ${line}`)].join('\n');
};

const steps = (changes: readonly Change[], direction: Script['direction']): readonly string[] => {
  const lines = changes.map((change) => step(change, direction));
  const restarts = changes.map(restartOf);
  return lines.flatMap((line, index) => {
    const restart = restarts[index];
    // The NIC restarts once, after the last of its changes.
    return restart == null || restarts.indexOf(restart, index + 1) >= 0 ? [line] : [line, restart];
  });
};

const step = (change: Change, direction: Script['direction']): string => {
  const { setting, now, proposed, subject } = change;
  const target = targetOf(change);
  const words = [
    direction === 'apply' ? 'Invoke-Change' : 'Undo-Change',
    quoteText(familyOf(setting, target.kind)),
    targetLiteral(target),
    quoteText(parameterOf(setting)),
    valueLiteral(setting, proposed),
    quoteText(subject),
    ...(direction === 'undo' && isValueOf(setting, now) ? ['-Was', valueLiteral(setting, now)] : []),
  ];
  return words.join(' ');
};

const restartOf = (change: Change): string | null => {
  const target = targetOf(change);
  if (!RESTARTING.has(familyOf(change.setting, target.kind))) return null;
  if (target.kind === 'nic') return `Restart-Nic ${quoteText(target.nic)}`;
  return target.kind === 'host-vnic' ? `Restart-HostVnic ${quoteText(target.adapter)}` : null;
};
