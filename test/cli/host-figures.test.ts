import { expect, test } from 'vitest';
import { figuresOf } from '../../src/cli/host-figures.ts';
import { planChunk } from '../../src/fleet/worker.ts';
import type { Host } from '../../src/model/host.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { digestOf } from '../../src/reports/digest.ts';
import { renderOutcome } from '../../src/reports/render-outcome.ts';
import { mebibytes, minutes } from '../../src/units/quantity.ts';
import { buildAdapter, buildHost, buildMigrationAdapter, buildVm } from '../builders/host-builder.ts';

const member = (name: string, vms: number): Host =>
  buildHost({
    name,
    cluster: 'East',
    os: '2022',
    drainWindow: minutes(30),
    adapters: [buildAdapter(), buildMigrationAdapter()],
    vms: Array.from({ length: vms }, (_, index) => buildVm({ name: `${name}-vm${index}`, memory: mebibytes(32_768) })),
  });

/** A cell of hosts.csv; no cell before it holds a comma. */
const cellOf = (row: string, place: number): string => row.split(',')[place] ?? '';

test('the number of live migrations is the one of hosts.csv, on a host with fewer VMs than that, too', async () => {
  const outcomes = await planChunk([member('a', 12), member('b', 1)], DEFAULT_POLICY, 0);
  const counts = outcomes.map((outcome) => {
    const { liveMigrations } = figuresOf(digestOf(outcome));
    const row = renderOutcome(outcome, { rawCells: false })['hosts.csv'];
    expect(String(liveMigrations)).toBe(cellOf(row, 10));
    return liveMigrations;
  });
  expect(counts[0]).toBeGreaterThan(1);
  expect(counts[1]).toBe(counts[0]);
});
