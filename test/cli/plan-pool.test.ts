import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { paceOf } from '../../src/cli/plan-pool.ts';

describe('the pace of the compiler', () => {
  test('is set by flags that this V8 knows: it prints nothing', () => {
    const flags = paceOf(process.versions.v8);
    const script = flags.map((flag) => `require('node:v8').setFlagsFromString(${JSON.stringify(flag)});`).join('');
    const { status, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test.each([
    ['11.3.244.8-node.38', ['--interrupt-budget=600000']],
    ['12.4.254.21-node.33', []],
    ['13.6.233.17-node.37', []],
  ])('of V8 %s', (version, flags) => {
    expect(paceOf(version)).toEqual(flags);
  });
});
