/** How each setting is read, set and undone by a script: which functions know it, and what its value looks like. */
import type { Setting, SETTING_TARGETS, Target, TargetKind } from '../model/setting.ts';
import { booleanLiteral, integerLiteral, isWhole, quoteText, word } from './powershell-text.ts';

export const FAMILIES = [
  'VmHost',
  'Switch',
  'SwitchMode',
  'Adapter',
  'TeamMapping',
  'SmbLimit',
  'Nic',
  'NicQos',
  'Advanced',
  'Dcbx',
  'FlowControl',
  'TrafficClass',
  'QosPolicy',
  'Cluster',
  'AtcCluster',
  'AtcIntent',
] as const;
/** A pair of functions of the script, Read-<family> and Write-<family>. */
export type Family = (typeof FAMILIES)[number];

export type ValueForm = 'integer' | 'boolean' | 'name' | readonly string[];

interface ApplySetting<Kind extends TargetKind> {
  readonly value: ValueForm;
  readonly families: { readonly [Each in Kind]: Family };
  /** What the functions of the family call it; the setting's own name where this is left out. */
  readonly parameter?: string;
}

type KindsOf<S extends Setting> = (typeof SETTING_TARGETS)[S][number];

const onAdapters = { 'host-vnic': 'Adapter', 'vm-adapter': 'Adapter' } as const;
const onNic = { nic: 'Nic' } as const;
const onNicOrIntent = { nic: 'Nic', intent: 'AtcIntent' } as const;
const PROFILES = ['Closest', 'ClosestStatic', 'NUMA', 'NUMAStatic', 'Conservative'] as const;
const ON_OFF = ['On', 'Off'] as const;

/** Every setting that can be proposed stands here, or this does not compile. */
export const APPLY_SETTINGS: { readonly [S in Setting]: ApplySetting<KindsOf<S>> } = {
  MinimumBandwidthWeight: { value: 'integer', families: onAdapters },
  DefaultFlowMinimumBandwidthWeight: { value: 'integer', families: { switch: 'Switch' } },
  MinimumBandwidthMode: { value: ['Weight', 'Absolute', 'None'], families: { switch: 'SwitchMode' } },
  MaximumBandwidth: { value: 'integer', families: onAdapters },
  MaximumVirtualMachineMigrations: { value: 'integer', families: { host: 'VmHost', cluster: 'AtcCluster' } },
  MaximumStorageMigrations: { value: 'integer', families: { host: 'VmHost' } },
  VirtualMachineMigrationPerformanceOption: {
    value: ['TCPIP', 'Compression', 'SMB'],
    families: { host: 'VmHost', cluster: 'AtcCluster' },
  },
  BytesPerSecond: { value: 'integer', families: { 'smb-category': 'SmbLimit' } },
  MaximumParallelMigrations: { value: 'integer', families: { cluster: 'Cluster' } },
  SMBBandwidthLimitFactor: { value: 'integer', families: { cluster: 'Cluster' } },
  SetSMBBandwidthLimit: { value: 'integer', families: { cluster: 'Cluster' } },
  MaximumSMBMigrationBandwidthInGbps: { value: 'integer', families: { cluster: 'AtcCluster' } },
  BandwidthPercentage_SMB: { value: 'integer', families: { intent: 'AtcIntent' } },
  BandwidthPercentage_Cluster: { value: 'integer', families: { intent: 'AtcIntent' } },
  PriorityValue8021Action_SMB: { value: 'integer', families: { intent: 'AtcIntent' } },
  PriorityValue8021Action_Cluster: { value: 'integer', families: { intent: 'AtcIntent' } },
  BandwidthPercentage: { value: 'integer', families: { 'traffic-class': 'TrafficClass' } },
  PriorityValue8021Action: { value: 'integer', families: { 'qos-policy': 'QosPolicy' } },
  'NetQosFlowControl.Enabled': { value: 'boolean', families: { priority: 'FlowControl' } },
  Willing: { value: 'boolean', families: { host: 'Dcbx' } },
  'NetAdapterQos.Enabled': { value: 'boolean', families: { nic: 'NicQos' } },
  IeeePriorityTag: { value: ON_OFF, families: onAdapters },
  PhysicalNetAdapterName: { value: 'name', families: { 'host-vnic': 'TeamMapping', 'vm-adapter': 'TeamMapping' } },
  IovWeight: { value: 'integer', families: { 'vm-adapter': 'Adapter' } },
  IovQueuePairsRequested: { value: 'integer', families: { 'vm-adapter': 'Adapter' } },
  AllowTeaming: { value: ON_OFF, families: { 'vm-adapter': 'Adapter' } },
  NumVFs: { value: 'integer', families: onNic, parameter: 'NetAdapterSriov.NumVFs' },
  VmqWeight: { value: 'integer', families: onAdapters },
  VrssEnabled: { value: 'boolean', families: onAdapters },
  VmmqEnabled: { value: 'boolean', families: onAdapters },
  VmmqQueuePairs: { value: 'integer', families: onAdapters },
  'NetAdapterVmq.Enabled': { value: 'boolean', families: onNic },
  'NetAdapterVmq.BaseProcessorGroup': { value: 'integer', families: onNic },
  'NetAdapterVmq.BaseProcessorNumber': { value: 'integer', families: onNic },
  'NetAdapterVmq.MaxProcessorNumber': { value: 'integer', families: onNic },
  'NetAdapterVmq.MaxProcessors': { value: 'integer', families: onNic },
  'NetAdapterVmq.NumaNode': { value: 'integer', families: onNic },
  'NetAdapterRss.Enabled': { value: 'boolean', families: onNicOrIntent },
  'NetAdapterRss.NumberOfReceiveQueues': { value: 'integer', families: onNic },
  'NetAdapterRss.Profile': { value: PROFILES, families: onNicOrIntent },
  'NetAdapterRss.BaseProcessorGroup': { value: 'integer', families: onNicOrIntent },
  'NetAdapterRss.BaseProcessorNumber': { value: 'integer', families: onNicOrIntent },
  'NetAdapterRss.MaxProcessorGroup': { value: 'integer', families: onNicOrIntent },
  'NetAdapterRss.MaxProcessorNumber': { value: 'integer', families: onNicOrIntent },
  'NetAdapterRss.MaxProcessors': { value: 'integer', families: onNicOrIntent },
  'NetAdapterRss.NumaNode': { value: 'integer', families: onNic },
  '*JumboPacket': { value: 'integer', families: { nic: 'Advanced', 'host-vnic': 'Advanced', intent: 'AtcIntent' } },
  'NetAdapterLso.IPv4Enabled': { value: 'boolean', families: onNic },
  'NetAdapterLso.IPv6Enabled': { value: 'boolean', families: onNic },
};

/** An entry without the types of its targets, for targets that come from an outcome. */
export interface SettingForm {
  readonly setting: Setting;
  readonly value: ValueForm;
  readonly families: { readonly [Kind in TargetKind]?: Family };
  /** What the functions of the family call it, as an argument. */
  readonly parameter: string;
}

const FORMS: ReadonlyMap<Setting, SettingForm> = new Map(
  (Object.keys(APPLY_SETTINGS) as Setting[]).map((setting) => {
    const { value, families, parameter = setting }: ApplySetting<never> = APPLY_SETTINGS[setting];
    return [setting, { setting, value, families, parameter: word(parameter) }];
  }),
);

/** How scripts say the setting: looked up once a change. */
export const formOf = (setting: Setting): SettingForm => FORMS.get(setting) as SettingForm;

/** @throws RangeError for a target that the setting does not take. */
export const familyOf = ({ setting, families }: SettingForm, kind: TargetKind): Family => {
  const family = families[kind];
  if (family === undefined) throw new RangeError(`${setting} is not set on a target of the kind ${kind}.`);
  return family;
};

/** Network ATC has an override for the setting. */
export const isOverridden = ({ families }: SettingForm): boolean => families.intent !== undefined;

/** @throws RangeError for text that is no value of the setting. */
export const valueLiteral = ({ setting, value: form }: SettingForm, text: string): string => {
  switch (form) {
    case 'integer':
      return integerLiteral(text);
    case 'boolean':
      return booleanLiteral(text);
    case 'name':
      return quoteText(text);
    default:
      if (!form.includes(text)) throw new RangeError(`${setting} takes ${form.join(', ')}, not ${JSON.stringify(text)}.`);
      return quoteText(text);
  }
};

/** Whether the text is a value of the setting: what an inventory says of today may be one that no script can set. */
export const isValueOf = ({ value: form }: SettingForm, text: string): boolean => {
  if (form === 'integer') return isWhole(text);
  if (form === 'boolean') return text === 'true' || text === 'false';
  return form === 'name' ? text !== '' : form.includes(text);
};

/** The target as the functions of its family take it: a hashtable literal, whose keys are names of ours. */
export const targetLiteral = (target: Target): string => {
  switch (target.kind) {
    case 'host':
    case 'cluster':
      return '@{}';
    case 'switch':
      return `@{Switch=${quoteText(target.switch)}}`;
    case 'nic':
    case 'intent':
      return `@{Nic=${quoteText(target.nic)}}`;
    case 'host-vnic':
      return `@{Adapter=${quoteText(target.adapter)}}`;
    case 'vm-adapter':
      return `@{Vm=${quoteText(target.vm)}; Adapter=${quoteText(target.adapter)}}`;
    case 'smb-category':
      return `@{Category=${quoteText(target.category)}}`;
    case 'traffic-class':
      return `@{Name=${quoteText(target.name)}; Priority=${integerLiteral(String(target.priority))}}`;
    case 'qos-policy':
      return `@{Name=${quoteText(target.name)}; Match=${quoteText(target.match)}}`;
    case 'priority':
      return `@{Priority=${integerLiteral(String(target.priority))}}`;
  }
};
