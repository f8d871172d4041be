import { describe, expect, it, test } from 'vitest';
import type { Companion, Feature } from '../../src/compatibility/feature.ts';
import type { Rule } from '../../src/compatibility/rule.ts';
import { coversOs, ruleFor } from '../../src/compatibility/rule-for.ts';
import { RULES } from '../../src/compatibility/rules.ts';
import { OS_VERSIONS, type Teaming } from '../../src/model/host.ts';
import { type Fact, FACTS, osOf, teamingsOf } from './facts.ts';

/** Rules that state the fact; the matrix rows of one team may be stated by the rule that takes every feature with it. */
const rulesOf = (fact: Fact): readonly Rule[] => {
  const stated = RULES.filter(
    (rule) =>
      rule.feature === (fact.feature as Feature) &&
      rule.with === (fact.with === '' ? null : (fact.with as Companion)) &&
      (rule.section === 'advice') === (fact.table === 'advice') &&
      teamingsOf(fact).every((teaming) => rule.teamings.includes(teaming)) &&
      osOf(fact).every((os) => coversOs(rule, os)),
  );
  if (stated.length > 0 || fact.table !== 'team') return stated;
  const cells = osOf(fact).map((os) => ruleFor(fact.feature as Feature, fact.teaming as Teaming, os));
  return cells.filter((rule) => rule !== null);
};

describe('the rule table', () => {
  it.each(FACTS.map((fact) => [`${fact.feature} ${fact.with} over ${fact.teaming} on ${fact.os}`, fact] as const))(
    'states the fact: %s',
    (_, fact) => {
      const [rule, second] = rulesOf(fact);
      expect(rule?.verdict.kind).toBe(fact.verdict);
      expect(rule?.evidence).toBe(fact.evidence);
      expect(rule?.source).toContain(fact.source);
      expect(second === undefined || second === rule).toBe(true);
    },
  );

  it('has no rule that rests on no fact', () => {
    const stated = new Set(FACTS.flatMap((fact) => rulesOf(fact).map(({ id }) => id)));
    expect(RULES.map(({ id }) => id).filter((id) => !stated.has(id))).toEqual([]);
  });

  it('leaves the cells blank of which nothing is known, but for teams on which no switch can stand', () => {
    const ofMatrix = FACTS.filter((fact) => (fact.table === 'team' || fact.table === 'operating-system') && fact.with === '');
    const cellsOf = (fact: Fact) => osOf(fact).flatMap((os) => teamingsOf(fact).map((teaming) => `${fact.feature} ${teaming} ${os}`));
    const known = new Set(ofMatrix.flatMap(cellsOf));
    const features = [...new Set(ofMatrix.map(({ feature }) => feature as Feature))];
    const cells = features.flatMap((feature) =>
      OS_VERSIONS.flatMap((os) => (['lbfo', 'set'] as const).map((teaming) => ({ feature, teaming, os }))),
    );
    const guessed = cells.filter(({ feature, teaming, os }) => {
      const rule = ruleFor(feature, teaming, os);
      return rule !== null && rule.feature !== 'virtual-switch' && !known.has(`${feature} ${teaming} ${os}`);
    });
    expect(guessed).toEqual([]);
    expect(cells.length - known.size).toBeGreaterThan(0);
  });

  it('gives each rule a name of its own, a fact in kebab-case', () => {
    const ids = RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
  });

  it('says what to do wherever something is excluded, conditional or advised, and who says so', () => {
    for (const { id, verdict, remedy, source } of RULES) {
      expect([id, source.length > 10]).toEqual([id, true]);
      if (verdict.kind !== 'works') expect([id, remedy]).toEqual([id, expect.stringMatching(/^[A-Z*].*\.$/)]);
    }
  });

  it('has a sentence for what can be found broken', () => {
    const sentences = RULES.flatMap(({ sentence }) => (sentence === null ? [] : [sentence.message('Converged')]));
    expect(sentences.length).toBeGreaterThan(20);
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });
});

test('a feature that works alone is not looked for as broken', () => {
  expect(RULES.filter(({ verdict, sentence }) => verdict.kind === 'works' && sentence !== null)).toEqual([]);
});
