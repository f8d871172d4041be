/** One host of a cluster is lost: who takes its VMs, and what that leaves of everybody's promises. */
import type { HostLoss } from '../model/failure-study.ts';
import type { Vm } from '../model/host.ts';
import type { Policy } from '../model/policy.ts';
import { afterMove, worstOf } from './after-move.ts';
import { isRunning } from './flows.ts';
import { type PlacementSolvers, placeVms } from './placement.ts';
import { functionHolders, type Taker } from './placement-problem.ts';

const NO_AUTO_START = 0;

/** Running VMs that the cluster starts again elsewhere; whether they can migrate live does not matter to a restart. */
export const restartedVms = (vms: readonly Vm[]): readonly Vm[] => vms.filter((vm) => isRunning(vm) && vm.priority !== NO_AUTO_START);

/**
 * @param survivors the other hosts of the cluster, in order of name
 * @throws SecondSolverNeeded where a solver is needed, the first cannot answer and there is no second
 */
export const hostLossOf = (lost: Taker, survivors: readonly Taker[], policy: Policy, solvers: PlacementSolvers): HostLoss => {
  const vms = restartedVms(lost.host.vms);
  const holders = functionHolders(lost.plan);
  const plan = placeVms(vms, survivors, holders, policy, solvers, 'failure');
  const hostOf = new Map(plan.places.map(({ vm, host }) => [vm, host]));
  const arrived = survivors.map((survivor) =>
    afterMove(
      survivor,
      vms.filter((vm) => hostOf.get(vm.name) === survivor.host.name),
      lost,
      policy,
      solvers.small,
    ),
  );
  const matrix = arrived.flatMap(({ rows }) => rows);
  return {
    kind: 'host',
    host: lost.host.name,
    plan,
    leftOff: lost.host.vms.filter((vm) => isRunning(vm) && vm.priority === NO_AUTO_START).length,
    matrix,
    broken: worstOf(
      arrived.flatMap(({ broken }) => (broken === null ? [] : [broken])),
      policy,
    ),
    brokenFloors: arrived.reduce((sum, { newlyBrokenFloors }) => sum + newlyBrokenFloors, 0),
    fallen: matrix.reduce((sum, { fallen }) => sum + fallen.length, 0),
  };
};
