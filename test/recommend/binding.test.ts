import { describe, expect, it } from 'vitest';
import type { HostPlan, LevelResult } from '../../src/model/plan.ts';
import { bindingOf } from '../../src/recommend/binding.ts';
import { SAMPLE_PLAN, SAMPLE_SWITCH } from '../reports/sample-outcome.ts';

const withLevel = (result: LevelResult, kept = false): HostPlan => ({
  ...SAMPLE_PLAN,
  firstShort: { level: result.level, attainment: result.attainment },
  switches: [
    SAMPLE_SWITCH,
    {
      ...SAMPLE_SWITCH,
      switch: 'Second',
      levels: [result],
      weights: { kind: 'chosen', proof: 'optimal', value: { sum: 100, defaultFlowWeight: 1, kept, smallestWeight: kept ? null : 1 } },
    },
  ],
});

describe('what holds a host back', () => {
  it('is the constraint of the first short level where it is attained least', () => {
    expect(bindingOf(withLevel({ level: 'drain', attainment: 0.3, worstFlow: 'LM', binding: 'weight-ratio' }))).toBe('weight-ratio');
    expect(bindingOf(withLevel({ level: 'drain', attainment: 0.9, worstFlow: 'LM', binding: 'weight-ratio' }))).toBe(
      'live-migration-share',
    );
  });

  it('is what keeps migration slow where the window is missed, not the window', () => {
    expect(bindingOf(withLevel({ level: 'drain', attainment: 0.3, worstFlow: null, binding: 'drain-window' }))).toBe('guaranteed-share');
  });

  it('says that weights are kept where nothing else holds the flow back', () => {
    expect(bindingOf(withLevel({ level: 'host-floors', attainment: 0.995, worstFlow: 'Management', binding: null }, true))).toBe(
      'weights-kept',
    );
  });

  it('is what sets the cap of migration on a host without a short level, and nothing where nothing migrates', () => {
    const fine: HostPlan = { ...SAMPLE_PLAN, status: 'ok', firstShort: null };
    expect(bindingOf(fine)).toBe('guaranteed-share');
    expect(bindingOf({ ...fine, migration: { kind: 'not-applicable', because: 'nothing-to-drain' } })).toBe('');
  });
});
