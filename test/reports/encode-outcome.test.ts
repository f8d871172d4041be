import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planChunk } from '../../src/fleet/worker.ts';
import type { Change, Outcome, PlannedOutcome } from '../../src/model/outcome.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { encodeOutcome } from '../../src/reports/encode-outcome.ts';
import { outcomeFromJson } from '../../src/reports/outcome-from-json.ts';
import { arbitraryHost } from '../builders/arbitrary-host.ts';
import { changeOf, everyChange } from './sample-changes.ts';
import { buildFlow, SAMPLE_PLAN, SAMPLE_SWITCH, sampleFailed, samplePlanned, sampleRejected } from './sample-outcome.ts';

const lineOf = (outcome: Outcome): string => JSON.stringify(encodeOutcome(outcome));
const backAndForth = (outcome: Outcome): Outcome => outcomeFromJson(lineOf(outcome));
const leanOf = (outcome: Outcome): Readonly<Record<string, unknown>> => JSON.parse(lineOf(outcome)) as Readonly<Record<string, unknown>>;
const planned = (changes: readonly Change[]): PlannedOutcome => samplePlanned({ changes });
const ordered = (changes: readonly Change[]): readonly Change[] => changes.map((change, index) => ({ ...change, order: index + 1 }));

const word = fc.oneof(fc.constantFrom('a', 'b', '', 'Network Adapter', '"', 'é\n'), fc.string({ unit: 'binary' }));
const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> => fc.oneof(fc.constant(null), value);
/** JSON knows no -0. */
const figure = fc.oneof(
  fc.constantFrom(0, 1, 9.5),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
);

const arbitraryFlow = fc
  .record({
    vm: maybe(word),
    adapter: word,
    nic: maybe(word),
    weight: maybe(fc.nat(100)),
    guaranteedAfterLoss: maybe(figure),
    guaranteedWorstPinning: maybe(figure),
  })
  .map((flow) => buildFlow(flow as Parameters<typeof buildFlow>[0]));

const arbitraryChange = fc
  .tuple(
    fc.constantFrom(...everyChange()),
    fc.record(
      {
        order: fc.integer({ min: 1, max: 9 }),
        subject: word,
        now: fc.oneof(word, fc.constantFrom('7', '007', '1e3', '12345678901234567890')),
        proposed: fc.oneof(word, fc.constantFrom('7', '0', '-1', '2.50')),
        gain: word,
        disruptive: fc.boolean(),
        travelsWithVm: fc.boolean(),
        layer: fc.constantFrom('host' as const, 'cluster' as const, 'network-atc' as const),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([change, overrides]): Change => ({ ...change, ...overrides }));

describe('a line of outcomes.jsonl', () => {
  it('gives back the outcome of every host that can be planned', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryHost({ maxVms: 12 }), { minLength: 1, maxLength: 2 }), async (hosts) => {
        for (const outcome of await planChunk(hosts, DEFAULT_POLICY, 0)) {
          expect(backAndForth(outcome)).toEqual(JSON.parse(JSON.stringify(outcome)));
          expect(lineOf(backAndForth(outcome))).toBe(lineOf(outcome));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives back planned, rejected and failed outcomes', () => {
    for (const outcome of [samplePlanned(), sampleRejected(), sampleFailed()]) expect(backAndForth(outcome)).toEqual(outcome);
  });

  it('gives back flows of any names and figures, also where rows repeat', () => {
    fc.assert(
      fc.property(fc.array(arbitraryFlow, { maxLength: 5 }), fc.nat(2), (flows, repeats) => {
        const all = [...flows, ...Array.from({ length: repeats }, () => flows.at(-1)).filter((flow) => flow !== undefined)];
        const outcome = samplePlanned({ plan: { ...SAMPLE_PLAN, switches: [{ ...SAMPLE_SWITCH, flows: all }], directFlows: flows } });
        expect(backAndForth(outcome)).toEqual(outcome);
      }),
    );
  });

  it('gives back changes of any names, values and order', () => {
    fc.assert(
      fc.property(fc.array(arbitraryChange, { maxLength: 6 }), (changes) => {
        expect(backAndForth(planned(changes))).toEqual(planned(changes));
      }),
      { numRuns: 500 },
    );
    expect(backAndForth(planned(ordered(everyChange())))).toEqual(planned(ordered(everyChange())));
  });

  it('says what changes of one rule have in common once, and whole numbers as numbers', () => {
    const weight = { ...changeOf('MinimumBandwidthWeight', 'vm-adapter'), gain: 'much' };
    const vnic = { ...changeOf('MinimumBandwidthWeight', 'host-vnic'), gain: 'much', now: '' };
    const group = leanOf(planned(ordered([vnic, { ...weight, subject: 'vm01/SMB1' }]))).changes;
    expect(group).toEqual([
      {
        rule: 'a-rule',
        setting: 'MinimumBandwidthWeight',
        on: 'adapter',
        gain: [0],
        vm: [null, 'vm01'],
        adapter: ['SMB1'],
        now: [null, 1],
        proposed: [5, 5],
      },
    ]);
  });

  it('says the findings and blockers of a plan once, with what is said about them', () => {
    const finding = {
      code: 'window-missed',
      severity: 'error',
      subject: 'host01',
      values: { drain: 2250, window: 1800, bound: null },
    } as const;
    const { remedy, ...blocker } = samplePlanned().blockers[0] ?? { remedy: '' };
    const plan = { ...SAMPLE_PLAN, findings: [finding], blockers: [blocker as (typeof SAMPLE_PLAN)['blockers'][number]] };
    const lean = leanOf(samplePlanned({ plan }));
    expect(lean).toMatchObject({ findings: { values: [finding.values] }, blockers: { remedy: [remedy] } });
    expect(lean.plan).not.toHaveProperty('findings');
    expect(lean.plan).not.toHaveProperty('blockers');
  });

  it('is refused where an earlier version wrote it, since its lists are no tables', () => {
    expect(() => outcomeFromJson(JSON.stringify(samplePlanned()))).toThrow('written by an earlier version');
  });

  it('keeps the findings of a plan that nobody stated', () => {
    const finding = { code: 'vf-should-ask', severity: 'advice', subject: 'vm01/a', values: {} } as const;
    const outcome = samplePlanned({ plan: { ...SAMPLE_PLAN, findings: [finding] } });
    expect(backAndForth(outcome)).toEqual(outcome);
    expect(leanOf(outcome).plan).toMatchObject({ findings: [finding] });
  });
});
