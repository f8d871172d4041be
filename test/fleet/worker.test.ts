import { describe, expect, test } from 'vitest';
import { isAudited } from '../../src/fleet/audit-sample.ts';
import { type JudgedPlan, planOne } from '../../src/fleet/plan-one.ts';
import { type PlanOne, planChunk } from '../../src/fleet/worker.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { AuditDisagreement } from '../../src/planners/audit-disagreement.ts';
import { createSolver, SecondSolverNeeded, type Solver } from '../../src/solver/facade.ts';
import { buildHost } from '../builders/host-builder.ts';

const HOSTS = ['hv01', 'hv02', 'hv03'].map((name) => buildHost({ name }));
const soundOutcome: PlanOne = (host, policy, _solver, audit, forced, prepared) =>
  planOne(host, policy, createSolver({ second: null }), audit, forced, prepared);

/** Plans as ever but for hv02, where `act` has its way. */
const exceptHv02 =
  (act: (solver: Solver) => JudgedPlan | null): PlanOne =>
  (host, policy, solver, audit, forced, prepared) =>
    (host.name === 'hv02' ? act(solver) : null) ?? soundOutcome(host, policy, solver, audit, forced, prepared);

const rulesOf = (outcomes: readonly Outcome[]): readonly string[] =>
  outcomes.map((outcome) =>
    outcome.kind === 'failed' ? `${outcome.host} ${outcome.violations.map(({ rule }) => rule).join()}` : outcome.kind,
  );

describe('a chunk', () => {
  test('gives an outcome a host, in the order of hosts', async () => {
    const outcomes = await planChunk(HOSTS, DEFAULT_POLICY, 0);
    expect(outcomes.map(({ kind, host }) => `${kind} ${host}`)).toEqual(['planned hv01', 'planned hv02', 'planned hv03']);
  });

  test('loses only the host whose planner throws, and keeps the message', async () => {
    const plan = exceptHv02(() => {
      throw new RangeError('a weight of NaN');
    });
    const outcomes = await planChunk(HOSTS, DEFAULT_POLICY, 0, plan);
    expect(rulesOf(outcomes)).toEqual(['planned', 'hv02 planner-threw', 'planned']);
    expect(outcomes[1]).toMatchObject({ violations: [{ subject: 'hv02', message: 'a weight of NaN' }] });
  });

  test('tells an audit that disagrees from a planner that throws', async () => {
    const plan = exceptHv02(() => {
      throw new AuditDisagreement('weights, level 1');
    });
    expect(rulesOf(await planChunk(HOSTS, DEFAULT_POLICY, 100, plan))).toEqual(['planned', 'hv02 audit-disagrees', 'planned']);
  });

  test('plans a host again with the second solver where the first cannot answer', async () => {
    const seen: Solver[] = [];
    const plan = exceptHv02((solver) => {
      seen.push(solver);
      if (seen.length === 1) throw new SecondSolverNeeded({ code: 'budget-spent', detail: 'for the test' });
      return null;
    });
    expect(rulesOf(await planChunk(HOSTS, DEFAULT_POLICY, 0, plan))).toEqual(['planned', 'planned', 'planned']);
    expect(seen).toHaveLength(2);
    expect(seen[0]).not.toBe(seen[1]);
  });

  test('gives every host a solver of its own, because the counts of a solver are the plan’s', async () => {
    const solvers = new Set<Solver>();
    await planChunk(HOSTS, DEFAULT_POLICY, 0, (host, policy, solver, audit, forced, prepared) => {
      solvers.add(solver);
      return soundOutcome(host, policy, solver, audit, forced, prepared);
    });
    expect(solvers.size).toBe(HOSTS.length);
  });

  test('audits the hosts of the sample and no other', async () => {
    const audited: string[] = [];
    await planChunk(HOSTS, DEFAULT_POLICY, 50, (host, policy, solver, audit, forced, prepared) => {
      if (audit) audited.push(host.name);
      return soundOutcome(host, policy, solver, audit, forced, prepared);
    });
    expect(audited).toEqual(HOSTS.map(({ name }) => name).filter((name) => isAudited(name, 50)));
  });
});
