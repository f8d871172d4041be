/** The plan of a whole host against a second implementation that shares no line with the planners. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import { adapterLabel } from '../../src/model/name.ts';
import type { HostPlan, Limits, MigrationPlan } from '../../src/model/plan.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { mbps } from '../../src/units/quantity.ts';
import { verifyPlan } from '../../src/verify/verify-plan.ts';
import { arbitraryHost } from '../builders/arbitrary-host.ts';
import { buildAdapter, buildHost, buildMigrationAdapter, buildNic, buildVm } from '../builders/host-builder.ts';
import type { ReferenceLimits } from '../oracle/migration-reference.ts';
import { reference, type ReferencePlan } from '../oracle/reference.ts';

const plan = (host: Host): HostPlan => planHost(host, DEFAULT_POLICY, createSolver({ second: null }), false);

const round = (value: number | null): number | null => (value === null ? null : Math.round(value * 1e6) / 1e6);

// The last byte of a limit depends on the order of binary operations, so limits are compared to eight units.
const limitFacts = (limits: ReferenceLimits | Limits) => [
  limits.smbLiveMigration,
  limits.smbVirtualMachine,
  limits.smbDefault,
  limits.maximumBandwidth,
];

const migrationFacts = (migration: ReferencePlan['migration']) =>
  migration && {
    option: migration.option,
    kept: migration.kept,
    windowMet: migration.windowMet,
    required: migration.required,
    pathRate: round(migration.pathRate),
    guaranteed: round(migration.guaranteed),
    cap: round(migration.cap),
    drainGuaranteed: round(migration.drainGuaranteed),
    drainAtCap: round(migration.drainAtCap),
    cpu: round(migration.cpu),
    cpuHead: round(migration.cpuHead),
    otherFloors: round(migration.otherFloors),
  };

const factsOfPlan = (planned: HostPlan) => {
  const migration = planned.migration.kind === 'chosen' ? planned.migration.value : null;
  return {
    status: planned.status,
    firstShort: planned.firstShort && { level: planned.firstShort.level, attainment: round(planned.firstShort.attainment) },
    drainVms: planned.drainVms,
    migration: migration && migrationFacts(migration as never),
    rules: planned.rulesOfThumb.map((rule) => [rule.rule, round(rule.cap), round(rule.drain), rule.breaksFloor]).sort(),
    blockers: planned.blockers.map(({ vm, reason, blackout }) => [vm, reason, round(blackout)]).sort(),
    switches: planned.switches.map((one) => ({
      switch: one.switch,
      layer: one.layer,
      capacity: round(one.capacity),
      afterLoss: round(one.capacityAfterLoss),
      kept: one.weights.kind === 'chosen' ? one.weights.value.kept : null,
      ets: one.ets && [one.ets.cluster, one.ets.smbDirect, one.ets.defaultClass],
      flows: one.flows
        .filter((flow) => flow.weight !== null)
        .map((flow) => [
          adapterLabel(flow.vm, flow.adapter),
          flow.weight,
          round(flow.guaranteed),
          round(flow.guaranteedAfterLoss),
          round(flow.guaranteedWorstPinning),
          round(flow.attainment),
        ]),
      levels: one.levels.filter(({ level }) => level !== 'drain').map(({ level, attainment }) => [level, round(attainment)]),
    })),
  };
};

const factsOfReference = (expected: ReferencePlan) => ({
  status: expected.status,
  firstShort: expected.firstShort && { level: expected.firstShort.level, attainment: round(expected.firstShort.attainment) },
  drainVms: expected.drainVms,
  migration: migrationFacts(expected.migration),
  rules: (expected.migration?.rulesOfThumb ?? []).map((rule) => [rule.rule, round(rule.cap), round(rule.drain), rule.breaksFloor]).sort(),
  blockers: expected.blockers.map(({ vm, reason, blackout }) => [vm, reason, round(blackout)]).sort(),
  switches: expected.switches.map((one) => ({
    switch: one.switch,
    layer: one.layer,
    capacity: round(one.capacity),
    afterLoss: round(one.capacityAfterLoss),
    kept: one.weights?.kept ?? null,
    ets: one.ets && [one.ets.cluster, one.ets.smbDirect, one.ets.defaultClass],
    flows: one.flows.map((flow) => [
      flow.label,
      flow.weight,
      round(flow.guaranteed),
      round(flow.afterLoss),
      round(flow.worstPinning),
      round(flow.attainment),
    ]),
    levels: Object.entries(one.levels ?? {})
      .filter(([level]) => level !== 'drain')
      .map(([level, attainment]) => [level, round(attainment)]),
  })),
});

/** Units of several vNICs are whole each, so the reference may promise a rate that its weights do not carry; the planner then counts them singly. */
const guaranteesItsRate = (migration: ReferencePlan['migration']): boolean =>
  migration?.required == null || migration.guaranteed === null || migration.guaranteed >= migration.required - 1e-6;

describe('the plan of a host', () => {
  it('is what a naive second implementation finds', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 12 }), (host) => {
        const expected = reference(host, DEFAULT_POLICY);
        // The reference says nothing of migration within a traffic class.
        fc.pre(!expected.migratesInClass && guaranteesItsRate(expected.migration));
        const planned = plan(host);
        expect(factsOfPlan(planned)).toEqual(factsOfReference(expected));
        const limits = expected.migration === null ? [] : limitFacts(expected.migration.limits);
        limits.forEach((limit, index) => {
          const ours = limitFacts(planned.limits)[index] ?? null;
          expect(limit === null ? ours : Math.abs((ours ?? 0) - limit)).toSatisfy((gap) => gap === null || gap <= 8);
        });
      }),
      { numRuns: Number(process.env.CONVERGE_RUNS ?? 60) },
    );
  });

  it('guarantees the required rate wherever it says that the window is met', () => {
    fc.assert(
      fc.property(arbitraryHost(), (host) => {
        const { migration } = plan(host);
        fc.pre(migration.kind === 'chosen' && migration.value.windowMet && migration.value.guaranteed !== null);
        const { required, guaranteed, cap, pathRate, drainGuaranteed, window } = (migration as { value: MigrationPlan }).value;
        expect(guaranteed).toBeGreaterThanOrEqual((required as number) - 1e-6);
        expect(cap).toBeGreaterThanOrEqual((guaranteed as number) - 1e-6);
        expect(pathRate).toBeGreaterThanOrEqual(cap - 1e-6);
        expect(drainGuaranteed).toBeLessThanOrEqual(window + 1e-6);
      }),
      { numRuns: Number(process.env.CONVERGE_RUNS ?? 200) },
    );
  });
});

describe('a port of 100 Mbit/s that is promised many times over', () => {
  it('caps migration at its one percent, though that is below 1 Mbit/s', () => {
    // Floors of 31 storage vNICs at 3 each, Management at 5, the default flow at 1: one unit is left.
    const storage = Array.from({ length: 31 }, (_, index) => buildAdapter({ name: `Storage${index}`, role: 'storage', floor: mbps(500) }));
    const host = buildHost({
      nics: [buildNic({ link: mbps(100) })],
      adapters: [buildAdapter(), buildMigrationAdapter(), ...storage],
      vms: [buildVm()],
    });
    const planned = plan(host);
    expect(planned.migration).toMatchObject({ kind: 'chosen', value: { windowMet: false, binding: 'guaranteed-share' } });
    const { cap, guaranteed } = (planned.migration as { value: MigrationPlan }).value;
    expect([round(cap), round(guaranteed)]).toEqual([round(1514 / 1538), round(1514 / 1538)]);
    expect(verifyPlan(host, DEFAULT_POLICY, planned)).toEqual([]);
  });
});
