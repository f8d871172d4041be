/** What reports say of a switch under DCB, and of the layers that lost. */
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { Host } from '../../src/model/host.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { planHost } from '../../src/planners/plan-host.ts';
import { recommend } from '../../src/recommend/recommend.ts';
import { explainHost } from '../../src/reports/explain.ts';
import { headerOf, renderOutcome } from '../../src/reports/render-outcome.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { buildSwitch } from '../builders/host-builder.ts';
import { workedExample } from '../builders/rdma-host.ts';

const outcomeOf = (host: Host): Outcome => {
  const plan = planHost(host, DEFAULT_POLICY, createSolver({ second: null }), false);
  return { kind: 'planned', host: host.name, cluster: host.cluster, os: host.os, plan, ...recommend(host, DEFAULT_POLICY, plan) };
};

/** Cells of one column of a file, by the text of another. */
const cells = (host: Host, file: 'nics.csv' | 'flows.csv', key: string, column: string): Record<string, string> => {
  const text = headerOf(file) + renderOutcome(outcomeOf(host), { rawCells: false })[file];
  const rows = parse(text, { columns: true }) as Record<string, string>[];
  return Object.fromEntries(rows.map((row) => [row[key] as string, row[column] as string]));
};

describe('a switch under DCB', () => {
  it('is explained with its classes, and with the fact against each other layer', () => {
    const text = explainHost(outcomeOf(workedExample()));
    expect(text).toContain(`  Its ports carry RDMA and have traffic classes, so DCB rules this switch.
  Layer weights lost: weights and DCB must not share a NIC.
  Layer none lost: it would promise nobody anything.
  class                percent    Mbit/s after loss  attained
  (cluster class)            1       492        246     fixed
  (SMB Direct class)        66     32485      16243     100 %
  (default class)           33     16243       8121      80 %`);
  });

  it('has its percents on each NIC, and its classes among its flows with what they are promised', () => {
    expect(cells(workedExample(), 'nics.csv', 'nic', 'ets_smb_pct')).toEqual({ NIC1: '66', NIC2: '66' });
    expect(cells(workedExample(), 'nics.csv', 'nic', 'ets_cluster_pct')).toEqual({ NIC1: '1', NIC2: '1' });
    expect(cells(workedExample(), 'nics.csv', 'nic', 'ets_default_pct')).toEqual({ NIC1: '33', NIC2: '33' });
    const promised = cells(workedExample(), 'flows.csv', 'adapter', 'guaranteed_after_nic_loss_mbps');
    expect(promised).toMatchObject({ '(SMB Direct class)': '16242.523', '(default class)': '8121.261', SMB1: '', Management: '' });
    expect(cells(workedExample(), 'flows.csv', 'adapter', 'ets_pct')).toMatchObject({
      '(SMB Direct class)': '66',
      SMB1: '66',
      Management: '33',
    });
  });
});

describe('a switch in mode absolute', () => {
  it('is told as it would be once recreated, with the word that its present attainment is not known', () => {
    const nics = workedExample().nics.map((nic) => ({ ...nic, rdma: 'none' as const }));
    const text = explainHost(outcomeOf(workedExample({ nics, switches: [buildSwitch({ bandwidthMode: 'absolute' })] })));
    expect(text).toContain('Weights rule this switch');
    expect(text.replace(/\n\s+/g, ' ')).toContain(
      'What it attains today is not known: reservations in bit/s and blank weights stand in no inventory.',
    );
  });
});
