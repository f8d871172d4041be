import { describe, expect, test } from 'vitest';
import { type PlanSome, salvage } from '../../src/fleet/lose-no-cluster.ts';

/** A worker that dies over some sets of hosts; every result names the hosts it was asked for. */
const dyingOver = (kills: (hosts: readonly string[]) => boolean): PlanSome<readonly string[]> => {
  return (hosts) => Promise.resolve(kills(hosts) ? { lost: 'heap' } : { result: hosts });
};

describe('of a chunk whose worker died', () => {
  test('only the host that kills it is lost, and its neighbours are planned together', async () => {
    const planSome = dyingOver((hosts) => hosts.includes('b2'));
    const { results, dead } = await salvage([['a1', 'a2'], ['b1', 'b2', 'b3'], ['c1']], planSome);
    expect(results).toEqual([['a1', 'a2'], ['b1', 'b3'], ['c1']]);
    expect(dead).toEqual([{ host: 'b2', message: 'heap' }]);
  });

  test('a cluster that kills it only as a whole is lost as a whole', async () => {
    const planSome = dyingOver((hosts) => hosts.length > 1 && hosts.includes('b1'));
    const { results, dead } = await salvage([['a1'], ['b1', 'b2']], planSome);
    expect(results).toEqual([['a1']]);
    expect(dead.map(({ host }) => host)).toEqual(['b1', 'b2']);
  });

  test('nothing is lost where it was the company of other clusters that killed it', async () => {
    const planSome = dyingOver((hosts) => hosts.length > 2);
    const { results, dead } = await salvage(
      [
        ['a1', 'a2'],
        ['b1', 'b2'],
      ],
      planSome,
    );
    expect([results, dead]).toEqual([
      [
        ['a1', 'a2'],
        ['b1', 'b2'],
      ],
      [],
    ]);
  });
});
