import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planSlice } from '../../src/cli/plan-chunk.ts';
import type { PlanPool } from '../../src/cli/plan-pool.ts';
import { planChunkOf } from '../../src/cli/plan-work.ts';
import { scanAtOnce } from '../../src/inventory/scan-inventory.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { HOST_FILES } from '../../src/reports/render-outcome.ts';
import { makeFolder, writeInventory } from './converge.ts';

let folder: ReturnType<typeof makeFolder>;
beforeAll(() => {
  folder = makeFolder();
  writeInventory(folder.path, { hv1: 'a', hv2: 'a', hv3: 'b', hv4: 'b' });
});
afterAll(() => folder.remove());

const scan = () => {
  return scanAtOnce({ folder: folder.path, chunkHosts: 64, spillFolder: () => folder.path });
};

/** Plans here, and dies like a thread over tasks that a host is part of. */
const poolThatDiesOver = (host: string): PlanPool => ({
  execute: ([task]) => {
    if (task === undefined) return Promise.resolve([]);
    if (task.slice.only === null || task.slice.only.includes(host)) return Promise.reject(new Error('The worker ran out of memory.'));
    return planSlice(task, { policy: DEFAULT_POLICY, audit: 0, rawCells: false }).then((result) => [result]);
  },
  takeBack: () => {},
  isClosing: () => false,
  inFlight: 1,
  close: () => Promise.resolve(),
});

describe('a chunk whose worker dies', () => {
  test('comes back whole: the host that does it failed, all others planned', async () => {
    const request = { map: scan(), earlier: null, pool: poolThatDiesOver('hv3'), scripts: null, rawCells: false };
    const work = await planChunkOf(request, 0, [0, 1, 2, 3]);
    if (work.kind !== 'planned') throw new Error('The inventory is readable.');
    const rows = work.clusters.flatMap(({ hosts }) => hosts).flatMap((host) => (host.kind === 'planned' ? [host] : []));
    const texts = rows.map(({ chunk, index }) => {
      const lengths = chunk.hosts.map((_, at) => chunk.lengths[at * (HOST_FILES.length + 1)] ?? 0);
      const from = lengths.slice(0, index).reduce((sum, length) => sum + length, 0);
      const bytes = chunk.bytes[0]?.subarray(from, from + (lengths[index] ?? 0)) ?? new Uint8Array(0);
      return Buffer.from(bytes).toString().split(',').slice(0, 4).join(',');
    });
    expect(texts).toEqual(['hv1,a,2019,ok', 'hv2,a,2019,ok', 'hv3,b,,failed', 'hv4,b,2019,ok']);
    expect(rows[2]?.chunk.hosts[rows[2].index]?.violations).toEqual([
      { rule: 'worker-died', subject: 'hv3', message: 'The worker ran out of memory.' },
    ]);
    expect(work.clusters.map(({ digest }) => digest === null)).toEqual([false, true]);
  });
});
