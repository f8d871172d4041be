import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { recommend } from '../../src/recommend/recommend.ts';
import { digestOf } from '../../src/reports/digest.ts';
import { renderOutcome } from '../../src/reports/render-outcome.ts';
import { summarize } from '../../src/reports/run-summary.ts';
import { renderSummaryJson } from '../../src/reports/summary-json.ts';
import { startTally, tallyHost } from '../../src/reports/tally.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { loadHighs } from '../../src/solver/highs-solver.ts';
import { arbitraryHost } from '../builders/arbitrary-host.ts';
import { sampleFailed, samplePlanned, sampleRejected } from './sample-outcome.ts';

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
const schema = (file: string): object => JSON.parse(readFileSync(new URL(`../../docs/schema/${file}`, import.meta.url), 'utf8')) as object;
const validOutcome = ajv.compile(schema('outcomes.schema.json'));
const validSummary = ajv.compile(schema('summary.schema.json'));
const second = await loadHighs();

const SHA = 'a'.repeat(64);
const FACTS = { version: '0.1.0', inputs: [{ file: 'hosts.csv', sha256: SHA }], policySha256: SHA };

const problemsOf = (validate: typeof validOutcome, text: string): unknown => {
  validate(JSON.parse(text));
  return validate.errors ?? [];
};
const lineOf = (outcome: Outcome): string => renderOutcome(outcome, { rawCells: false })['outcomes.jsonl'];

describe('the published schemas', () => {
  it('fit the line of every host that can be planned, and the summary of its run', () => {
    fc.assert(
      fc.property(arbitraryHost({ maxVms: 12 }), (host) => {
        const plan = planHost(host, DEFAULT_POLICY, createSolver({ second }), false);
        const { name, cluster, os } = host;
        const outcome: Outcome = { kind: 'planned', host: name, cluster, os, plan, ...recommend(host, DEFAULT_POLICY, plan) };
        expect(problemsOf(validOutcome, lineOf(outcome))).toEqual([]);
        const tally = startTally();
        tallyHost(tally, digestOf(outcome));
        expect(problemsOf(validSummary, renderSummaryJson(summarize(tally, FACTS)))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('fit planned, rejected and failed hosts', () => {
    for (const outcome of [samplePlanned(), sampleRejected(), sampleFailed()])
      expect(problemsOf(validOutcome, lineOf(outcome))).toEqual([]);
  });

  it('fit the last line, which holds the problems of no host', () => {
    expect(validOutcome({ kind: 'no-host', problems: sampleRejected().problems })).toBe(true);
  });

  it('fit the summary of a run without hosts', () => {
    expect(problemsOf(validSummary, renderSummaryJson(summarize(startTally(), FACTS)))).toEqual([]);
  });

  it('refuse an outcome with a member they do not know, so that a new one cannot go unpublished', () => {
    expect(validOutcome({ ...sampleFailed(), extra: 1 })).toBe(false);
    const line = JSON.parse(lineOf(samplePlanned())) as { plan: object };
    expect(validOutcome(line)).toBe(true);
    expect(validOutcome({ ...line, plan: { ...line.plan, extra: 1 } })).toBe(false);
  });
});
