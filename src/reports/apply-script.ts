/** Renders one script that applies changes, or takes them back. A script needs nothing but Windows and what stands in it. */
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
import type { Family } from './apply-settings.ts';
import type { ApplyStep } from './apply-step.ts';
import { ByteText, bytesOf } from './byte-text.ts';
import { KEEP_HOST_VNIC, MANAGEMENT_PATH, SWITCH_MODE } from './apply-switch.ts';
import { BYTE_ORDER_MARK, quoteText } from './powershell-text.ts';

export interface Script {
  readonly scope: 'host' | 'cluster';
  /** Name of the host or cluster that the script is for, as the inventory spells it. */
  readonly expected: string;
  readonly direction: 'apply' | 'undo';
  readonly disruptive: boolean;
  /** In order of application. */
  readonly steps: readonly ApplyStep[];
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
  AtcIntent: ['managementPath', 'atcOverride', 'atcIntent'],
};

export const scriptPieces = (script: Script): ScriptPieces => {
  const steps = script.direction === 'apply' ? script.steps : script.steps.toReversed();
  const sections = [
    heading(script),
    PARAMETERS,
    `$expected = ${quoteText(script.expected)}\n${script.scope === 'host' ? HOST_CHECK : CLUSTER_CHECK}`,
    `$recordPath = Join-Path $PSScriptRoot ${quoteText(`${script.stem}.state.json`)}`,
  ];
  // The steps stand in a function that the last line calls: of a script that a broken disk cut short, nothing is run.
  const all = `function Invoke-All {\n${linesOf(steps, script.direction)}}`;
  return {
    start: `${sections.join('\n\n')}\n\n`,
    parts: partsOf(steps, script.direction),
    end: `${all}\n\nInvoke-All\nExit-WithSummary\n`,
  };
};

const partsOf = (steps: readonly ApplyStep[], direction: Script['direction']): readonly Part[] => {
  const parts: Part[] = ['core', direction];
  let last: Family | null = null;
  for (const { family } of steps) {
    // Steps of one family mostly stand together.
    if (family === last) continue;
    last = family;
    for (const part of PARTS[family]) if (!parts.includes(part)) parts.push(part);
  }
  return parts;
};

/** The script as text, with its byte order mark. */
export const scriptText = ({ start, parts, end }: ScriptPieces): string =>
  `${BYTE_ORDER_MARK}${start}${parts.map((part) => `${LIBRARY[part]}\n\n`).join('')}${end}`;

const encoded = new Map<Part, Uint8Array>();
/** Apart from the text behind it, which would be twice as long in memory with it. */
const MARK = bytesOf(BYTE_ORDER_MARK);

const room = new ByteText();

/** The script as bytes of UTF-8, which stand until the next script is written: most scripts go straight into a file. */
export const scriptBytes = ({ start, parts, end }: ScriptPieces): Uint8Array => {
  room.clear();
  room.bytes(MARK);
  room.text(start);
  for (const part of parts) {
    const bytes = encoded.get(part) ?? bytesOf(`${LIBRARY[part]}\n\n`);
    encoded.set(part, bytes);
    room.bytes(bytes);
  }
  room.text(end);
  return room.view();
};

/** No name of the inventory stands in a comment: a line break in it would end the comment. */
const heading = ({ scope, direction, disruptive, steps, stem }: Script): string => {
  const count = steps.length === 1 ? '1 setting' : `${steps.length} settings`;
  const lines = [
    direction === 'apply'
      ? `Changes ${count} of one ${scope}, in order. Each is read first, and left alone where it is so already.`
      : `Takes back the changes of ${stem}.ps1: ${count} of one ${scope}, the last one first.`,
    'Add -WhatIf to see what would be changed. Each change gives one line of output: redirect it to keep a log.',
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

const linesOf = (steps: readonly ApplyStep[], direction: Script['direction']): string => {
  let text = '';
  for (let index = 0; index < steps.length; index += 1) {
    const step = steps[index];
    if (step === undefined) continue;
    const { call, was, restart } = step;
    text += direction === 'apply' ? `Invoke-Change ${call}\n` : `Undo-Change ${call}${was === null ? '' : ` -Was ${was}`}\n`;
    // The NIC restarts once, after the last of its changes.
    if (restart !== null && steps.findLastIndex((one) => one.restart === restart) === index) text += `${restart}\n`;
  }
  return text;
};
