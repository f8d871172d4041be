import { describe, expect, it } from 'vitest';
import type { OffloadPlan } from '../../src/model/offload-plan.ts';
import { offloadLines } from '../../src/reports/explain-offloads.ts';
import { mbps } from '../../src/units/quantity.ts';
import { SAMPLE_PLAN } from './sample-outcome.ts';

const linesWith = (offloads: Partial<OffloadPlan>): string =>
  offloadLines({ ...SAMPLE_PLAN, offloads: { ...SAMPLE_PLAN.offloads, ...offloads } }).join('\n');

describe('the offloads of a host', () => {
  it('say who has a function, what binds each refusal, and who falls back', () => {
    const served = { vm: 'db01', adapter: 'Net', switch: 'Iov', nic: 'NIC1', rate: mbps(9000), queuePairs: 2, allowTeaming: false };
    const refused = ['web01', 'web02'].map(
      (vm) => ({ vm, adapter: 'Net', because: 'vf-pool-exhausted', binding: 'vf-limit:NIC1' }) as const,
    );
    expect(
      linesWith({
        virtualFunctions: {
          wanted: 4,
          assigned: [served],
          refused: [...refused, { vm: 'fw01', adapter: 'WAN', because: 'port-acl', binding: 'acl' }],
          shouldAsk: ['trade01/Net'],
          fallbacks: [{ lost: { kind: 'device', name: 'card1', nics: ['NIC1'] }, adapters: ['db01/Net'] }],
          proof: 'optimal',
          gap: 0,
        },
      }),
    ).toBe(`
Virtual functions: 1 of 4 that ask (no other choice serves more)
  Through    NIC1: db01/Net (2 queue pairs)
  Refused    vf-pool-exhausted (vf-limit:NIC1): web01/Net, web02/Net
  Refused    port-acl (acl): fw01/WAN
  Should ask trade01/Net
  Falls back when device card1 is lost: db01/Net`);
  });

  it('say how many queues each port and adapter has, whether the default queue is overloaded, and which cores serve', () => {
    expect(
      linesWith({
        nics: [
          { nic: 'NIC1', vfsUsed: 0, queuesUsable: 3, queuesUsed: 3 },
          { nic: 'NIC3', vfsUsed: 0, queuesUsable: 9, queuesUsed: 9 },
        ],
        queues: [
          {
            switch: 'Converged',
            mode: 'sum',
            usable: 3,
            used: 3,
            adapters: 9,
            flows: [
              { vm: null, adapter: 'Backup', queues: 2, carried: mbps(9000) },
              { vm: 'vm01', adapter: 'Net', queues: 1, carried: mbps(100) },
            ],
            uniform: 2,
            defaultQueueLoad: mbps(6000),
            defaultQueueCapacity: mbps(5000),
            byDefault: { each: 16, accelerated: 0, defaultQueueLoad: mbps(9000), defaultQueueCapacity: mbps(5000) },
          },
        ],
        processors: [
          {
            nic: 'NIC1',
            feature: 'vmq',
            queues: 3,
            base: { group: 0, number: 2 },
            last: { group: 0, number: 6 },
            maxProcessors: 3,
            processors: [2, 4, 6].map((number) => ({ group: 0, number })),
            shared: true,
            oneCoreIsEnough: false,
          },
        ],
      }),
    ).toBe(`
Queues of Converged (sum mode): 3 of 3, for 2 of 9 adapters
  A port     NIC1 3 of 3
  2 each     Backup
  1 each     vm01/Net
  Set        VmmqQueuePairs 2 on each, since a port cannot give them different
             counts
  Default    its queue receives 6000 Mbit/s and carries 5000 Mbit/s: overloaded

Processors of the ports
  port                         for  queues  cores  base  last
  NIC1                         vmq       3      3  0:2   0:6  shared`);
  });

  it('say nothing where nobody asks and no port uses queues', () => {
    expect(linesWith({})).toBe('');
  });

  it('keep to the screen, and to printable characters, whatever a VM is called', () => {
    const adapter = { vm: `vm\u001b[2J${'x'.repeat(200)}`, adapter: 'Net', because: 'port-acl', binding: 'acl' } as const;
    const text = linesWith({ virtualFunctions: { ...SAMPLE_PLAN.offloads.virtualFunctions, wanted: 1, refused: [adapter] } });
    expect(text).not.toContain('\u001b');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBe(80);
  });
});
