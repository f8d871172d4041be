import { describe, expect, it } from 'vitest';
import type { Finding, SentenceCode } from '../../src/model/finding.ts';
import { FINDING_SENTENCES, stateFinding } from '../../src/recommend/finding-sentences.ts';

/** Values that are texts; all others are numbers. */
const TEXTS: Readonly<Record<string, string>> = {
  kind: 'port',
  group: 'NIC1',
  because: 'port-acl',
  binding: 'acl',
  setting: 'smb-limit',
  wins: 'cluster',
  planned: '5',
  rdma: 'none',
  betterRdma: 'rocev2',
};
const CODES = Object.keys(FINDING_SENTENCES) as SentenceCode[];

describe('the sentences of findings', () => {
  it.each(CODES)('%s has a message and a remedy that are whole sentences, and a source', (code) => {
    const values = new Proxy({}, { get: (_, key) => TEXTS[String(key)] ?? 7 });
    const stated = stateFinding({ code, severity: 'warning', subject: 'Converged', values } as Finding);
    expect(stated.message).toMatch(/^[A-Z].*\.$/);
    expect(stated.remedy).toMatch(/^[A-Z].*\.$/);
    expect(stated.message + stated.remedy).not.toMatch(/undefined|NaN|null/);
    expect(stated.source.length).toBeGreaterThan(10);
  });

  it('print numbers with their units', () => {
    const finding: Finding = {
      code: 'window-missed',
      severity: 'error',
      subject: 'host01',
      values: { drain: 2250, window: 1800, bound: null },
    };
    expect(stateFinding(finding).message).toBe('Emptying the host takes 37.5 min at the rate it can count on, and the window is 30 min.');
    expect(stateFinding(finding).remedy).toMatch(/^Allow 38 min/);
  });

  it('does not ask for bandwidth where none would keep the window', () => {
    const remedy = (bound: 'host-work' | 'migration-stream'): string =>
      stateFinding({ code: 'window-missed', severity: 'error', subject: 'host01', values: { drain: 2250, window: 1800, bound } }).remedy;
    expect(remedy('host-work')).toMatch(
      /^More bandwidth does not help, since the host takes this long for its own work on each VM: allow 38 min, or place fewer VMs/,
    );
    expect(remedy('migration-stream')).toMatch(
      /^More bandwidth does not help without RDMA, since one migration copies no faster: allow 38 min, give the path ports with RDMA/,
    );
  });

  it('give the cap that would leave room for the promises after a loss', () => {
    const finding: Finding = {
      code: 'cap-breaks-floor',
      severity: 'warning',
      subject: 'h',
      values: { cap: 9000, floors: 5000, afterLoss: 9844 },
    };
    expect(stateFinding(finding).remedy).toBe('Do not drain while an uplink is down, or lower the cap to 4844 Mbit/s for that time.');
  });
});
