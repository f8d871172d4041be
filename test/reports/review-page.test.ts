import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/model/outcome.ts';
import { digestOf } from '../../src/reports/digest.ts';
import { html } from '../../src/reports/html-text.ts';
import { renderReview } from '../../src/reports/review-page.ts';
import { summarize } from '../../src/reports/run-summary.ts';
import { startTally, tallyHost } from '../../src/reports/tally.ts';
import { samplePlanned, sampleRejected } from './sample-outcome.ts';

const pageOf = (outcomes: readonly Outcome[]): string => {
  const tally = startTally();
  for (const outcome of outcomes) tallyHost(tally, digestOf(outcome));
  return renderReview(summarize(tally, { version: '0.1.0', inputs: [], policySha256: 'c' }));
};
const tagsOf = (page: string): readonly string[] => page.match(/<[^>]*>/g) ?? [];

describe('the capacity review', () => {
  it('has the same markup whatever the hosts are called', () => {
    const plain = tagsOf(pageOf([samplePlanned()]));
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('<script>alert(1)</script>', '"><img src=x>', "' onload='x", '</td>', '&lt;'),
    );
    fc.assert(
      fc.property(hostile, (name) => {
        const findings = [{ severity: 'error' as const, code: name, subject: name, message: name, remedy: name, source: name }];
        expect(tagsOf(pageOf([samplePlanned({ host: name, cluster: name, reason: name, findings })]))).toEqual(plain);
      }),
    );
  });

  it('names the host to which the remedy of a finding was told', () => {
    const finding = {
      severity: 'error' as const,
      code: 'window-missed',
      subject: 'a',
      message: 'Slow.',
      remedy: 'Allow 38 min.',
      source: 'x',
    };
    const page = pageOf(['first', 'second'].map((host) => samplePlanned({ host, findings: [finding] })));
    expect(page).toContain('<td class="number">2</td><td class="name">first</td><td class="words">Allow 38 min.</td>');
  });

  it('needs no network and no script', () => {
    const page = pageOf([samplePlanned(), sampleRejected()]);
    expect(page).not.toMatch(/<script|<link|<img|src=|href=|url\(|@import|https?:/);
  });

  it('lists at most 50 hosts and says how many more there are', () => {
    const page = pageOf(Array.from({ length: 73 }, (_, index) => samplePlanned({ host: `h${index}` })));
    expect(page.match(/<td class="level short">/g)).toHaveLength(50);
    expect(page).toContain('23 more are in hosts.csv.');
  });

  it('closes every element that it opens', () => {
    const open: string[] = [];
    for (const tag of tagsOf(pageOf([samplePlanned(), sampleRejected()]))) {
      const name = /^<\/?([a-z0-9]+)/.exec(tag)?.[1];
      if (name === undefined || name === 'meta' || name === 'br' || tag.endsWith('/>')) continue;
      if (tag.startsWith('</')) expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  it('accounts for every host', () => {
    expect(pageOf([samplePlanned(), sampleRejected()])).toContain('2 hosts read = 1 planned + 1 rejected + 0 failed');
  });
});

describe('an HTML template', () => {
  it('escapes texts and keeps markup', () => {
    expect(html`<b title="${`"'`}">${'<&>'}${html`<i>${1}</i>`}</b>`.markup).toBe('<b title="&quot;&#39;">&lt;&amp;&gt;<i>1</i></b>');
  });
});
