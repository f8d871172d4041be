/** Does the layer that rules the switch follow from its ports, its team and its mode? */
import type { Host } from '../model/host.ts';
import type { Violation } from '../model/outcome.ts';
import type { Layer, SwitchPlan } from '../model/plan.ts';
import type { SwitchFacts } from './host-facts.ts';

const ETS_CLASSES = 3;

/** The layers that the facts leave open: one, but for ports of mixed ability and hosts under Network ATC. */
const possibleLayers = (host: Host, facts: SwitchFacts): readonly Layer[] => {
  const { vswitch, uplinks, hostVnics } = facts;
  const otherwise: Layer = vswitch.iovEnabled ? 'none' : 'weights';
  if (host.managedBy === 'network-atc') return vswitch.bandwidthMode === 'weight' ? [otherwise, 'ets'] : ['weights', 'none', 'ets'];
  const mayUseRdma = vswitch.teaming !== 'lbfo' && host.os !== '2012r2';
  const storage = hostVnics.some((adapter) => adapter.role === 'storage');
  const migration = hostVnics.some((adapter) => adapter.role === 'live-migration');
  const some = uplinks.some((nic) => nic.rdma !== 'none') && uplinks.some((nic) => nic.dcbTrafficClasses >= ETS_CLASSES);
  if (!some || !mayUseRdma || !(storage || migration)) return [otherwise];
  const every = uplinks.every((nic) => nic.rdma !== 'none' && nic.dcbTrafficClasses >= ETS_CLASSES);
  return every && storage ? ['ets'] : [otherwise, 'ets'];
};

export const judgeLayer = (host: Host, facts: SwitchFacts, plan: SwitchPlan, violations: Violation[]): void => {
  const possible = possibleLayers(host, facts);
  if (possible.includes(plan.layer)) return;
  violations.push({
    rule: 'layer',
    subject: plan.switch,
    message: `The layer is ${possible.join(' or ')}, the plan states ${plan.layer}.`,
  });
};
