/** Does the layer that rules the switch follow from its ports, its team and its mode, and did the others lose for reasons that hold? */
import type { Adapter, Host } from '../model/host.ts';
import type { Violation } from '../model/outcome.ts';
import type { Layer, LayerLoss, SwitchPlan } from '../model/plan.ts';
import type { SwitchFacts } from './host-facts.ts';

const ETS_CLASSES = 3;
const LAYERS: readonly Layer[] = ['weights', 'ets', 'none'];

const mayUseSmb = (role: Adapter['role']): boolean => role === 'storage' || role === 'live-migration';

/** Where no adapter of the host is for storage or migration, management carries the migration. */
const carriesRdma = (host: Host, { hostVnics }: SwitchFacts): boolean =>
  hostVnics.some(({ role }) => mayUseSmb(role) || (role === 'management' && !host.adapters.some((each) => mayUseSmb(each.role))));

/** The layers that the facts leave open: one, but for ports of mixed ability and hosts under Network ATC. */
export const possibleLayers = (host: Host, facts: SwitchFacts): readonly Layer[] => {
  const { vswitch, uplinks, hostVnics } = facts;
  const otherwise: Layer = vswitch.iovEnabled ? 'none' : 'weights';
  if (host.managedBy === 'network-atc') return vswitch.bandwidthMode === 'weight' ? [otherwise, 'ets'] : ['weights', 'none', 'ets'];
  const mayUseRdma = vswitch.teaming !== 'lbfo' && host.os !== '2012r2';
  const storage = hostVnics.some((adapter) => adapter.role === 'storage');
  const some = uplinks.some((nic) => nic.rdma !== 'none') && uplinks.some((nic) => nic.dcbTrafficClasses >= ETS_CLASSES);
  if (!some || !mayUseRdma || !carriesRdma(host, facts)) return [otherwise];
  const every = uplinks.every((nic) => nic.rdma !== 'none' && nic.dcbTrafficClasses >= ETS_CLASSES);
  return every && storage ? ['ets'] : [otherwise, 'ets'];
};

/** Is the reason true of the host, and one that can cost this layer the switch? */
const holds = (loss: LayerLoss, layer: Layer, host: Host, facts: SwitchFacts): boolean => {
  const { vswitch, uplinks } = facts;
  switch (loss.because) {
    case 'no-uplinks':
      return loss.layer !== 'none' && uplinks.length === 0;
    case 'uplinks-without-rdma':
      return loss.layer === 'ets' && uplinks.some((nic) => nic.rdma === 'none');
    case 'lbfo-hides-rdma':
      return loss.layer === 'ets' && vswitch.teaming === 'lbfo';
    case 'rdma-under-switch-needs-2016':
      return loss.layer === 'ets' && host.os === '2012r2';
    case 'no-rdma-traffic':
      return loss.layer === 'ets' && !carriesRdma(host, facts);
    case 'too-few-traffic-classes':
      return loss.layer === 'ets' && uplinks.some((nic) => nic.dcbTrafficClasses < ETS_CLASSES);
    case 'dcb-excludes-weights':
      return loss.layer === 'weights' && layer === 'ets';
    case 'iov-enabled':
      return loss.layer === 'weights' && vswitch.iovEnabled;
    case 'network-atc-keeps-mode':
      return loss.layer === 'weights' && host.managedBy === 'network-atc' && vswitch.bandwidthMode !== 'weight';
    case 'nothing-guaranteed':
      return loss.layer === 'none' && layer !== 'none';
  }
};

const judgeLosses = (host: Host, facts: SwitchFacts, plan: SwitchPlan, violations: Violation[]): void => {
  for (const layer of LAYERS) {
    const losses = plan.layersLost.filter((loss) => loss.layer === layer);
    const [loss] = losses;
    if (losses.length === (layer === plan.layer ? 0 : 1) && (loss === undefined || holds(loss, plan.layer, host, facts))) continue;
    const message = loss === undefined ? `Nothing says why ${layer} lost.` : `${layer} did not lose for ${loss.because}.`;
    violations.push({ rule: 'layer-lost', subject: plan.switch, message });
  }
};

export const judgeLayer = (host: Host, facts: SwitchFacts, plan: SwitchPlan, violations: Violation[]): void => {
  const possible = possibleLayers(host, facts);
  // Without a port nothing is ruled, whatever the mode would be.
  if (!possible.includes(plan.layer) && !(plan.layer === 'none' && facts.uplinks.length === 0)) {
    const message = `The layer is ${possible.join(' or ')}, the plan states ${plan.layer}.`;
    violations.push({ rule: 'layer', subject: plan.switch, message });
    return;
  }
  judgeLosses(host, facts, plan, violations);
};
