/** Is every adapter in the plan, once, as it stands on the host? And the flows that share a switch, for the rules that follow. */
import type { Adapter, Tier } from '../model/host.ts';
import { adapterLabel } from '../model/name.ts';
import type { Violation } from '../model/outcome.ts';
import type { FlowPlan, SwitchPlan } from '../model/plan.ts';
import { demandOf, type SwitchFacts } from './host-facts.ts';

export const DEFAULT_FLOW = '(default flow)';

export interface JudgedFlow {
  readonly label: string;
  readonly row: FlowPlan;
  /** null: the default flow. */
  readonly adapter: Adapter | null;
  /** null: host vNIC or default flow. */
  readonly tier: Tier | null;
  readonly weight: number;
  readonly lower: number;
  readonly floor: number;
  readonly demand: number;
  readonly ceiling: number;
  /** By index of the level; shares of the switch. */
  readonly targets: number[];
}

/** The rows of one switch beside its adapters. */
export interface FlowRows {
  /** Flows with a weight of their own: host vNICs, explicit VM adapters, the default flow last. */
  readonly flows: readonly JudgedFlow[];
  /** VM adapters inside the default flow. */
  readonly pooled: readonly { readonly adapter: Adapter; readonly tier: Tier }[];
}

const keyOf = (vm: string | null, adapter: string): string => `${vm ?? ''}\u0000${adapter}`;

const rowsByKey = (rows: readonly FlowPlan[], violations: Violation[]): Map<string, FlowPlan> => {
  const byKey = new Map<string, FlowPlan>();
  for (const row of rows) {
    const key = keyOf(row.vm, row.adapter);
    if (byKey.has(key)) {
      violations.push({ rule: 'flow-listed-twice', subject: adapterLabel(row.vm, row.adapter), message: 'The flow is listed twice.' });
    }
    byKey.set(key, row);
  }
  return byKey;
};

/**
 * Finds rows by adapter. Plans list them in the order of the host, those with weights of their own before the default
 * flow and those inside it behind: two places to look at, and a map only for a plan that lists them otherwise.
 */
class RowFinder {
  readonly #rows: readonly FlowPlan[];
  readonly #violations: Violation[];
  readonly #defaultAt: number;
  #own = 0;
  #pooled: number;
  #byKey: Map<string, FlowPlan> | null = null;

  constructor(rows: readonly FlowPlan[], violations: Violation[]) {
    this.#rows = rows;
    this.#violations = violations;
    const at = rows.findIndex((row) => row.adapter === DEFAULT_FLOW && row.vm === null);
    this.#defaultAt = at < 0 ? rows.length : at;
    this.#pooled = this.#defaultAt + 1;
  }

  find(vm: string | null, adapter: string): FlowPlan | undefined {
    if (this.#byKey === null) {
      const own = this.#own < this.#defaultAt ? this.#rows[this.#own] : undefined;
      if (own !== undefined && own.adapter === adapter && own.vm === vm) {
        this.#own += 1;
        return own;
      }
      const pooled = this.#rows[this.#pooled];
      if (pooled !== undefined && pooled.adapter === adapter && pooled.vm === vm) {
        this.#pooled += 1;
        return pooled;
      }
    }
    return this.#map().get(keyOf(vm, adapter));
  }

  findDefault(): FlowPlan | undefined {
    return this.#rows[this.#defaultAt];
  }

  /** Rows that stand for themselves: of flows listed twice one counts. */
  count(): number {
    const isWalked = this.#byKey === null && this.#own === this.#defaultAt && this.#pooled >= this.#rows.length;
    return isWalked ? this.#rows.length : this.#map().size;
  }

  #map(): Map<string, FlowPlan> {
    this.#byKey ??= rowsByKey(this.#rows, this.#violations);
    return this.#byKey;
  }
}

const judgeRow = (row: FlowPlan | undefined, adapter: Adapter, tier: Tier | null, violations: Violation[]): row is FlowPlan => {
  if (row === undefined) {
    violations.push({ rule: 'flow-missing', subject: adapterLabel(adapter.vm, adapter.name), message: 'The adapter is not in the plan.' });
    return false;
  }
  const same =
    row.egress === adapter.egress &&
    row.floor === adapter.floor &&
    row.role === adapter.role &&
    row.weightNow === adapter.weight &&
    row.tier === tier;
  if (!same) {
    const message = 'Egress, floor, role, tier or current weight differ from the inventory.';
    violations.push({ rule: 'flow-facts', subject: adapterLabel(adapter.vm, adapter.name), message });
  }
  return true;
};

const judgedFlow = (facts: SwitchFacts, row: FlowPlan, adapter: Adapter, tier: Tier | null): JudgedFlow => ({
  label: adapterLabel(adapter.vm, adapter.name),
  row,
  adapter,
  tier,
  weight: row.weight ?? 0,
  lower: adapter.vm === null && (adapter.role === 'management' || adapter.role === 'cluster') ? 5 : 1,
  floor: adapter.floor,
  demand: demandOf(adapter, facts.ceiling),
  ceiling: facts.ceiling,
  targets: [0, 0, 0, 0, 0, 0, 0, 0, 0],
});

const defaultFlow = (facts: SwitchFacts, row: FlowPlan, pooled: FlowRows['pooled']): JudgedFlow => {
  let demand = 0;
  for (const one of pooled) demand += demandOf(one.adapter, facts.ceiling);
  return {
    label: DEFAULT_FLOW,
    row,
    adapter: null,
    tier: null,
    weight: row.weight ?? 0,
    lower: 1,
    floor: 0,
    demand: Math.min(demand, facts.vswitch.coincidentEgress ?? Infinity),
    ceiling: Infinity,
    targets: [0, 0, 0, 0, 0, 0, 0, 0, 0],
  };
};

const judgePath = (row: FlowPlan, allowed: boolean, violations: Violation[]): void => {
  if (allowed) return;
  const subject = adapterLabel(row.vm, row.adapter);
  violations.push({ rule: 'flow-path', subject, message: `The adapter does not send by ${row.path} here.` });
};

/** RDMA goes past the switch; only its DCB class rules it. */
const mayBypass = (facts: SwitchFacts, plan: SwitchPlan, { role }: Adapter): boolean =>
  plan.layer === 'ets' && (role === 'storage' || role === 'live-migration') && facts.uplinks.every((nic) => nic.rdma !== 'none');

/**
 * Matches rows to adapters; those with a virtual function (`served`: their NICs, by label) are no flows of the switch. Violations: `flow-missing`, `flow-listed-twice`, `flow-unknown`, `flow-facts`, `flow-path`,
 * and `default-flow-missing` on a switch that has weights.
 */
export const readFlows = (facts: SwitchFacts, plan: SwitchPlan, served: ReadonlyMap<string, string>, violations: Violation[]): FlowRows => {
  const rows = new RowFinder(plan.flows, violations);
  const weighted = plan.weights.kind === 'chosen';
  const flows: JudgedFlow[] = [];
  const pooled: { adapter: Adapter; tier: Tier }[] = [];
  let matched = 0;
  for (const adapter of facts.hostVnics) {
    const row = rows.find(null, adapter.name);
    if (!judgeRow(row, adapter, null, violations)) continue;
    matched += 1;
    judgePath(row, row.path === 'switch' || (row.path === 'rdma' && mayBypass(facts, plan, adapter)), violations);
    flows.push(judgedFlow(facts, row, adapter, null));
  }
  for (const { adapter, tier } of facts.vmTraffic) {
    const row = rows.find(adapter.vm, adapter.name);
    if (!judgeRow(row, adapter, tier, violations)) continue;
    matched += 1;
    if (served.size > 0 || row.path === 'vf') {
      const nic = served.get(adapterLabel(adapter.vm, adapter.name));
      if (nic !== undefined) {
        judgePath(row, row.path === 'vf' && row.nic === nic, violations);
        continue;
      }
    }
    judgePath(row, row.path === 'switch' || row.path === 'default-flow', violations);
    if (row.path === 'default-flow') pooled.push({ adapter, tier });
    else flows.push(judgedFlow(facts, row, adapter, tier));
  }
  const remainder = rows.findDefault();
  if (remainder !== undefined) {
    matched += 1;
    judgePath(remainder, remainder.path === 'default-flow', violations);
    flows.push(defaultFlow(facts, remainder, pooled));
  } else if (weighted) {
    violations.push({ rule: 'default-flow-missing', subject: plan.switch, message: 'A switch with weights has a default flow.' });
  }
  if (matched < rows.count()) {
    violations.push({ rule: 'flow-unknown', subject: plan.switch, message: 'The plan lists a flow that the switch does not have.' });
  }
  return { flows, pooled };
};

/** Direct adapters of the host, once each. */
export const judgeDirectFlows = (adapters: readonly Adapter[], rows: readonly FlowPlan[], violations: Violation[]): void => {
  if (adapters.length === 0 && rows.length === 0) return;
  const byKey = rowsByKey(rows, violations);
  let matched = 0;
  for (const adapter of adapters) {
    const row = byKey.get(keyOf(adapter.vm, adapter.name));
    if (!judgeRow(row, adapter, null, violations)) continue;
    matched += 1;
    judgePath(row, row.path === 'direct', violations);
  }
  if (matched < byKey.size) {
    violations.push({ rule: 'flow-unknown', subject: 'direct', message: 'The plan lists a direct flow that the host does not have.' });
  }
};
