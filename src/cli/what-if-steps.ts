/** What is planned beside the baseline: each scenario alone, or each on top of the ones before it. */
import { blankText, type InventoryText, soundnessOf } from '../inventory/inventory-text.ts';
import { nearest } from '../inventory/nearest.ts';
import { faultProblem, readScenario, ScenarioError } from '../inventory/scenario-file.ts';
import type { RowTables } from '../model/inventory-rows.ts';
import { nameKey } from '../model/name.ts';
import type { Policy } from '../model/policy.ts';
import type { PriceList } from '../model/price-list.ts';
import type { Problem } from '../model/problem.ts';
import type { Scenario } from '../model/scenario.ts';
import { priceOfPart } from '../purchase/price-part.ts';
import { pathSegment } from '../reports/path-segment.ts';
import { applyScenario } from '../scenario/apply-scenario.ts';
import { type CutOff, findCutOff } from '../scenario/cut-off.ts';
import type { LostAdapter, RowFacts, UnplacedVm } from '../scenario/draft.ts';
import { findMemoryOver, type MemoryOver } from '../scenario/memory-over.ts';
import { addAmounts } from '../units/add-amounts.ts';
import { UsageError } from './usage-error.ts';

export interface Step {
  readonly name: string;
  /** Below the folder of the run. */
  readonly folder: string;
  readonly about: string;
  readonly cost: string | null;
  readonly tables: RowTables;
  readonly policy: Partial<Policy>;
  readonly unplaced: readonly UnplacedVm[];
  readonly cutOff: readonly CutOff[];
  readonly memoryOver: readonly MemoryOver[];
  readonly held: number;
}

/** Reads all files, so that the problems of all are told at once. */
export const readScenarios = (paths: readonly string[]): readonly Scenario[] => {
  const problems: Problem[] = [];
  const scenarios: Scenario[] = [];
  for (const path of paths) {
    const read = readScenario(path);
    if ('problems' in read) problems.push(...read.problems);
    else scenarios.push(read.scenario);
  }
  if (problems.length > 0) throw new ScenarioError(problems);
  return scenarios;
};

/** @throws UsageError where two scenarios have one name: their folders would be one */
export const checkNames = (scenarios: readonly Scenario[]): void => {
  const files = new Map<string, string>();
  for (const { name, file } of scenarios) {
    const earlier = files.get(nameKey(name));
    if (earlier !== undefined) {
      const message =
        earlier === file ? `The scenario ${file} is given twice.` : `The scenarios ${earlier} and ${file} have one name: ${name}.`;
      throw new UsageError(message, 'Give each scenario once, and a name of its own.');
    }
    files.set(nameKey(name), file);
  }
};

const UNPRICED = {
  code: 'no-price-list',
  message: 'The scenario has parts, and no price list says what they cost.',
  remedy: 'Name one with --prices, or write the sum as cost.',
} as const;

/**
 * Scenarios whose cost is what they state and what their parts cost.
 * @param prices null: none was given
 * @throws ScenarioError with every part that has no price
 */
export const priceScenarios = (scenarios: readonly Scenario[], prices: PriceList | null): readonly Scenario[] => {
  const problems: Problem[] = [];
  const priced = scenarios.map((scenario): Scenario => {
    const [first] = scenario.parts;
    if (first === undefined) return scenario;
    const costs = scenario.cost === null ? [] : [scenario.cost];
    for (const found of prices === null ? [{ at: first.at, ...UNPRICED }] : scenario.parts.map((part) => priceOfPart(prices, part))) {
      if ('cost' in found) costs.push(found.cost);
      else problems.push(faultProblem(scenario.file, found));
    }
    return { ...scenario, cost: addAmounts(costs) };
  });
  if (problems.length > 0) throw new ScenarioError(problems);
  return priced;
};

interface State {
  readonly tables: RowTables;
  readonly lost: readonly LostAdapter[];
  readonly unplaced: readonly UnplacedVm[];
  readonly scenarios: readonly Scenario[];
  readonly held: number;
}

const factsOf = (text: InventoryText): RowFacts => ({
  isSound: soundnessOf(text),
  blankOf: blankText,
  wideLine: (file) => text.originals.get(file)?.wideLine ?? null,
  nearest,
});

const advance = (state: State, scenario: Scenario, facts: RowFacts, problems: Problem[]): State => {
  const applied = applyScenario(state.tables, scenario, facts);
  problems.push(...applied.faults.map((fault) => faultProblem(scenario.file, fault)));
  return {
    tables: applied.tables,
    lost: [...state.lost, ...applied.lostAdapters],
    unplaced: [...state.unplaced, ...applied.unplaced],
    scenarios: [...state.scenarios, scenario],
    held: state.held + applied.held,
  };
};

const stepOf = ({ tables, lost, unplaced, scenarios, held }: State, baseline: RowTables): Step => {
  const costs = scenarios.flatMap(({ cost }) => cost ?? []);
  return {
    name: scenarios.map(({ name }) => name).join('+'),
    folder: pathSegment(scenarios.map(({ name }) => name).join('--')),
    about: scenarios.length > 1 ? '' : (scenarios[0]?.about ?? ''),
    cost: costs.length === 0 ? null : addAmounts(costs),
    tables,
    policy: Object.assign({}, ...scenarios.map(({ policy }) => policy)) as Partial<Policy>,
    unplaced,
    cutOff: findCutOff(baseline, tables, lost),
    memoryOver: findMemoryOver(baseline, tables),
    held,
  };
};

/** @throws ScenarioError with everything that the inventory does not allow, of all scenarios */
export const formSteps = (text: InventoryText, scenarios: readonly Scenario[], stack: boolean): readonly Step[] => {
  const facts = factsOf(text);
  const problems: Problem[] = [];
  const start: State = { tables: text.tables, lost: [], unplaced: [], scenarios: [], held: 0 };
  const steps: Step[] = [];
  let state = start;
  for (const scenario of scenarios) {
    state = advance(stack ? state : start, scenario, facts, problems);
    steps.push(stepOf(state, text.tables));
  }
  if (problems.length > 0) throw new ScenarioError(problems);
  return steps;
};
