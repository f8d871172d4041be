import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { converge, makeFolder, writeInventory } from './converge.ts';

let folder: ReturnType<typeof makeFolder>;
beforeAll(() => {
  folder = makeFolder();
  writeInventory(
    join(folder.path, 'fleet'),
    { hv01: 'prod' },
    {
      switches: ['hv01,Spare,set,weight'],
      nics: ['hv01,NIC3,Spare,10000', 'hv01,NIC4,Spare,10000'],
      adapters: ['hv01,Storage1,,Converged,storage,10000,0', 'hv01,Storage2,,Converged,storage,10000,0'],
    },
  );
  writeFileSync(join(folder.path, 'none.yaml'), 'max_layouts: 0\n');
});
afterAll(() => folder.remove());

const findings = async (out: string, ...words: string[]): Promise<string> => {
  const { exit, err } = await converge(['plan', 'fleet', '--out', out, '--policy', 'none.yaml', '--quiet', ...words], folder.path);
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  return readFileSync(join(folder.path, out, 'findings.csv'), 'utf8');
};

test('--layouts plans other layouts of a short host, whatever the policy allows a nightly run', async () => {
  expect(await findings('nightly')).not.toContain('other-layout');
  expect(await findings('full', '--layouts')).toContain('a team of NIC1, NIC2, NIC3, NIC4 for management and cluster');
});
