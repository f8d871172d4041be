import { describe, expect, it } from 'vitest';
import type { Blocker } from '../../src/model/plan.ts';
import { DEFAULT_POLICY } from '../../src/model/policy.ts';
import { stateBlocker } from '../../src/recommend/state-blocker.ts';
import { mbps, mebibytes, megabytesPerSecond, seconds } from '../../src/units/quantity.ts';

const busy: Blocker = {
  vm: 'sql01',
  reason: 'does-not-converge',
  memory: mebibytes(65_536),
  dirtyRate: megabytesPerSecond(500),
  blackout: seconds(12.3),
  required: mbps(5200),
};
const remedyOf = (blocker: Blocker, policy = DEFAULT_POLICY): string => stateBlocker(blocker, policy).remedy;

describe('a VM that a drain leaves behind', () => {
  it('is told the bandwidth at which it would converge, in Mbit/s', () => {
    expect(remedyOf(busy)).toBe(
      'It would converge alone at 5200 Mbit/s: give migration that bandwidth, or drain when it writes less than its 500 MB/s today (4000 Mbit/s).',
    );
  });

  it('is told that no bandwidth is enough where one migration is the limit', () => {
    expect(remedyOf({ ...busy, required: null })).toMatch(
      /^No bandwidth is enough, since one migration copies no faster here: shut it down for the move/,
    );
  });

  it('is told the priority that the policy asks for', () => {
    expect(remedyOf({ ...busy, reason: 'below-priority' }, { ...DEFAULT_POLICY, drain_min_priority: 1000 })).toContain('to 1000 or more');
  });

  it('keeps its figures', () => {
    expect(stateBlocker(busy, DEFAULT_POLICY)).toMatchObject({
      vm: 'sql01',
      memory: 65_536,
      dirtyRate: 500,
      blackout: 12.3,
      required: 5200,
    });
  });
});
