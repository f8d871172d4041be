/** A scenario on the rows of an inventory: the rows of another inventory, to be planned like any. */
import type { RowTables } from '../model/inventory-rows.ts';
import type { Scenario, ScenarioChange, ScenarioFault } from '../model/scenario.ts';
import { applyAddHosts, applyAddNics } from './add-things.ts';
import { closeDraft, type Draft, type LostAdapter, openDraft, type RowFacts, type UnplacedVm } from './draft.ts';
import { applyEdit } from './edit-cells.ts';
import { applyFail, applyRemove, clusterKeys, dropEmptyClusters } from './lose-things.ts';
import { applyMove } from './move-vms.ts';

export interface AppliedScenario {
  readonly tables: RowTables;
  readonly unplaced: readonly UnplacedVm[];
  readonly lostAdapters: readonly LostAdapter[];
  /** Cells that a factor would have taken out of their range. */
  readonly held: number;
  /** In the order of the changes; with any, the tables are of no use. */
  readonly faults: readonly ScenarioFault[];
}

const applyChange = (draft: Draft, change: ScenarioChange): void => {
  switch (change.kind) {
    case 'edit':
      return applyEdit(draft, change);
    case 'add-nics':
      return applyAddNics(draft, change);
    case 'add-hosts':
      return applyAddHosts(draft, change);
    case 'fail':
      return applyFail(draft, change);
    case 'remove':
      return applyRemove(draft, change);
    case 'move':
      return applyMove(draft, change);
  }
};

/** Applies the changes in order, each to what the ones before it left. The tables that are given stay as they are. */
export const applyScenario = (tables: RowTables, { changes }: Pick<Scenario, 'changes'>, facts: RowFacts): AppliedScenario => {
  const draft = openDraft(tables, facts);
  const clusters = clusterKeys(draft);
  for (const change of changes) applyChange(draft, change);
  dropEmptyClusters(draft, clusters);
  return {
    tables: closeDraft(draft),
    unplaced: draft.unplaced,
    lostAdapters: draft.lostAdapters,
    held: draft.held,
    faults: draft.faults,
  };
};
