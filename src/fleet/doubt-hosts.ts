/** How wrong the inputs of each host may be before its plan says something else, and which VMs decide that. */
import type { Host } from '../model/host.ts';
import { POLICY_TABLE, type Policy } from '../model/policy.ts';
import {
  type DecidingVm,
  distanceOf,
  type Flip,
  type HostSensitivity,
  type Quantity,
  type QuantitySensitivity,
} from '../model/sensitivity.ts';
import type { PlanDraft } from '../planners/draft-plan.ts';
import { dirtyRateOf } from '../planners/drain-time.ts';
import { assumedInputsOf, gradeOf } from '../scenario/data-grade.ts';
import { COARSE_STEPS, FINE_STEPS, type FlipsAt, nearestFlip, rememberFlips } from '../scenario/nearest-flip.ts';
import type { LoadedPart } from '../scenario/scale-load.ts';
import { draftHost, draftsOfLoads, type DraftTerms } from './draft-host.ts';
import { flipsBetween } from './flips.ts';
import { loadSecondSolver } from './load-second-solver.ts';
import { isPlanned, planClusters, type PlannedHost } from './planned-clusters.ts';

/** Factors beyond an eighth and eight times are no error of measurement. */
const FARTHEST = 8;
const MOST_DECIDING = 5;

/** @param hosts whole clusters; one answer each, in their order */
export const doubtHosts = async (hosts: readonly Host[], policy: Policy): Promise<readonly HostSensitivity[]> => {
  const second = await loadSecondSolver();
  return (await planClusters(hosts, policy)).map((start) => {
    const { name: host, cluster } = start.host;
    if (!isPlanned(start)) return { kind: 'failed', host, cluster, violations: start.outcome.violations };
    return doubtHost(start, { policy, forced: start.forced, second });
  });
};

const doubtHost = ({ host: given, outcome }: PlannedHost, terms: DraftTerms): HostSensitivity => {
  const host = withDirtyRates(given, terms.policy);
  const base = draftHost(host, terms);
  const quantities = quantitiesOf(host, base).map((quantity) => sensitivityOf(host, base, quantity, terms));
  const flips = quantities.flatMap(({ down, up }) => [down, up].filter((flip) => flip !== null));
  const margin = flips.length === 0 ? null : Math.min(...flips.map(distanceOf));
  const { assumptions, status } = outcome.plan;
  const assumedInputs = assumedInputsOf(assumptions);
  return {
    kind: 'tried',
    host: host.name,
    cluster: host.cluster,
    status,
    grade: gradeOf(margin, assumedInputs),
    margin,
    assumptions: assumptions.length,
    assumedInputs,
    quantities,
    deciding: decidingVms(given, host, base, terms),
  };
};

/** A rate that the policy assumes can be as wrong as one that was measured. */
const withDirtyRates = (host: Host, policy: Policy): Host => ({
  ...host,
  vms: host.vms.map((vm) => ({ ...vm, dirtyRate: dirtyRateOf(vm, policy) })),
});

/** Those that the plan has to do with. */
const quantitiesOf = (host: Host, { options }: PlanDraft): readonly Quantity[] => {
  const adapters = [...host.adapters, ...host.vms.filter(({ state }) => state === 'running').flatMap((vm) => vm.adapters)];
  const quantities: Quantity[] = [];
  if (adapters.some(({ egress }) => egress > 0)) quantities.push('demand');
  if (options !== null) quantities.push('dirty-rate');
  if (options?.options.some(({ by }) => by.transport === 'compression') === true) quantities.push('compression-ratio');
  if (adapters.some(({ floor }) => floor > 0)) quantities.push('floors');
  return quantities;
};

/** What the host would be drafted as, were the quantity so many times what it is. */
export const draftsWith = (host: Host, quantity: Quantity, of: LoadedPart, terms: DraftTerms): ((factor: number) => PlanDraft) => {
  if (quantity === 'compression-ratio') {
    const { policy } = terms;
    return (factor) => draftHost(host, { ...terms, policy: { ...policy, compression_ratio: policy.compression_ratio * factor } });
  }
  return draftsOfLoads(host, { loads: [quantity === 'dirty-rate' ? 'dirty' : quantity], of }, terms);
};

const sensitivityOf = (host: Host, base: PlanDraft, quantity: Quantity, terms: DraftTerms): QuantitySensitivity => {
  const draftAt = draftsWith(host, quantity, null, terms);
  const flipsAt = rememberFlips((factor) => flipsBetween(base, draftAt(factor)));
  const statusAt: FlipsAt = (factor) => flipsAt(factor).filter((kind) => kind === 'status');
  const { least, most } = limitsOf(quantity, terms.policy);
  const search = (of: FlipsAt, direction: 'up' | 'down'): Flip | null =>
    nearestFlip(of, direction, FINE_STEPS, direction === 'up' ? most : least);
  const [down, up] = [search(flipsAt, 'down'), search(flipsAt, 'up')];
  return {
    quantity,
    down,
    up,
    // A status that flips and flips back within one step is seen where something else flips with it.
    statusDown: isOfStatus(down) ? down : search(statusAt, 'down'),
    statusUp: isOfStatus(up) ? up : search(statusAt, 'up'),
  };
};

const isOfStatus = (flip: Flip | null): boolean => flip?.what.includes('status') === true;

/** A ratio stays within what the policy takes for one. */
const limitsOf = (quantity: Quantity, { compression_ratio: ratio }: Policy): { readonly least: number; readonly most: number } => {
  if (quantity !== 'compression-ratio') return { least: 1 / FARTHEST, most: FARTHEST };
  const { min, max } = POLICY_TABLE.compression_ratio;
  return { least: Math.max(1 / FARTHEST, min / ratio), most: Math.min(FARTHEST, max / ratio) };
};

/**
 * The VMs whose own figure flips the answer nearest to what it is. A VM that changes nothing at an eighth and at eight
 * times is not searched further.
 */
const decidingVms = (given: Host, host: Host, base: PlanDraft, terms: DraftTerms): readonly DecidingVm[] => {
  const deciding = host.vms.flatMap((vm, index): DecidingVm[] => {
    if (vm.state !== 'running') return [];
    const isRateKnown = given.vms[index]?.dirtyRate !== null;
    const drains = base.drained.some(({ name }) => name === vm.name);
    const demand = vm.adapters.some(({ egress }) => egress > 0) ? nearestOfVm(host, base, vm.name, 'demand', terms) : null;
    const dirty = drains && base.options !== null ? nearestOfVm(host, base, vm.name, 'dirty-rate', terms) : null;
    return [
      ...(demand === null ? [] : [{ vm: vm.name, quantity: 'demand' as const, flip: demand, measured: true }]),
      ...(dirty === null ? [] : [{ vm: vm.name, quantity: 'dirty-rate' as const, flip: dirty, measured: isRateKnown }]),
    ];
  });
  return onceEach(deciding.sort((a, b) => distanceOf(a.flip) - distanceOf(b.flip))).slice(0, MOST_DECIDING);
};

const nearestOfVm = (host: Host, base: PlanDraft, vm: string, quantity: DecidingVm['quantity'], terms: DraftTerms): Flip | null => {
  const draftAt = draftsWith(host, quantity, { scope: 'vm', name: vm }, terms);
  const flipsAt: FlipsAt = (factor) => flipsBetween(base, draftAt(factor));
  const search = (direction: 'up' | 'down', limit: number): Flip | null =>
    flipsAt(limit).length === 0 ? null : nearestFlip(flipsAt, direction, COARSE_STEPS, limit);
  const [down, up] = [search('down', 1 / FARTHEST), search('up', FARTHEST)];
  if (down === null || up === null) return down ?? up;
  return distanceOf(down) < distanceOf(up) ? down : up;
};

/** A VM is measured once, whatever of it decides. */
const onceEach = (deciding: readonly DecidingVm[]): readonly DecidingVm[] =>
  deciding.filter(({ vm }, index) => deciding.findIndex((each) => each.vm === vm) === index);
