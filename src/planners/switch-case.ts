/** One switch made ready for planning: what it carries, which layer rules it, and what flows over it. */
import type { Host, VirtualSwitch } from '../model/host.ts';
import type { Policy } from '../model/policy.ts';
import { capacityOf, type SwitchCapacity } from './capacity.ts';
import { type FlowSelection, selectFlows, type SwitchTraffic, trafficOf } from './flows.ts';
import { type LayerChoice, layerOf } from './layer.ts';

export interface SwitchCase {
  readonly virtualSwitch: VirtualSwitch;
  readonly capacity: SwitchCapacity;
  readonly layer: LayerChoice;
  readonly traffic: SwitchTraffic;
  /** Null where no weights are planned. */
  readonly selection: FlowSelection | null;
}

export const switchCaseOf = (host: Host, virtualSwitch: VirtualSwitch, policy: Policy): SwitchCase => {
  const capacity = capacityOf(virtualSwitch, host.nics, policy);
  const layer = layerOf(host, virtualSwitch, capacity.uplinks);
  const traffic = trafficOf(host, virtualSwitch, capacity);
  const selection = layer.layer === 'weights' ? selectFlows(traffic, virtualSwitch, capacity, policy) : null;
  return { virtualSwitch, capacity, layer, traffic, selection };
};

/** Traffic classes of its NICs rule the switch. */
export const isUnderDcb = (of: SwitchCase): boolean => of.layer.layer === 'ets';
