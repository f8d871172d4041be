/** Sentences about switches under DCB. */
import type { FindingValues } from '../model/finding.ts';
import { formatDecimal } from '../units/format-decimal.ts';
import { formatCount, formatMbps } from '../units/format-quantity.ts';
import type { Sentence } from './sentence.ts';

type EtsCode = 'floors-share-class' | 'cluster-class-short' | 'weights-beside-dcb' | 'validate-dcb-limit';

const TRAFFIC_CLASS = 'Microsoft Learn, DCBQoS module: New-NetQosTrafficClass';
const HOST_REQUIREMENTS = 'Microsoft Learn, Azure Local: Host network requirements, traffic bandwidth allocation';
const VALIDATE_DCB = 'microsoft/Validate-DCB: Tests/unit/modal.unit.tests.ps1; Microsoft Tech Community 396609';
const QOS_LIMITS = 'Microsoft Learn, Windows Server: Network quality of service, bandwidth limits';

export const ETS_SENTENCES: { readonly [Code in EtsCode]: Sentence<Readonly<FindingValues[Code]>> } = {
  'floors-share-class': {
    message: ({ adapters, floors, guaranteed }, subject) =>
      `On ${subject} ${formatCount(adapters, 'VM adapter')} ${adapters === 1 ? 'is' : 'are'} promised ${formatMbps(floors)} in all, but traffic classes promise nothing to a single VM: they all share the ${formatMbps(guaranteed)} that the default class has after a loss.`,
    remedy: () => 'Cap the VMs that send most (MaximumBandwidth), or move VMs with a promise to a switch that weights rule.',
    source: TRAFFIC_CLASS,
  },
  'cluster-class-short': {
    message: ({ asked, guaranteed }, subject) =>
      `The cluster adapters of ${subject} ask for ${formatMbps(asked)}, and the cluster class, which is meant for heartbeats, is promised ${formatMbps(guaranteed)}.`,
    remedy: () => 'Let the cluster network carry heartbeats only, and give redirected storage traffic the storage adapters.',
    source: HOST_REQUIREMENTS,
  },
  'validate-dcb-limit': {
    message: ({ limit, link, smb, below, exactly }, subject) =>
      `The limit of ${limit} bytes/s planned for live migration on ${subject} is what the drain and the floors of this host ask for; Microsoft's Validate-DCB would fail it: on ports of ${formatMbps(link)} ${exactly > 0 ? `it wants just ${exactly} bytes/s` : `with ${smb} % for SMB it wants less than ${formatDecimal(below)} MiB/s`}.`,
    remedy: () => 'Expect this one test to fail, or set its value and accept the drain that rules-of-thumb.csv tells for such a limit.',
    source: VALIDATE_DCB,
  },
  'weights-beside-dcb': {
    message: ({ adapters }, subject) =>
      `On ${subject} ${formatCount(adapters, 'adapter')} ${adapters === 1 ? 'has a weight' : 'have weights'} today, and its ports are to have traffic classes: the two must not share a NIC.`,
    remedy: () => 'Set MinimumBandwidthWeight 0 on these adapters before the classes go in.',
    source: QOS_LIMITS,
  },
};
