import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { runPlan } from '../../src/cli/plan-run.ts';
import { runWhatIf } from '../../src/cli/what-if-run.ts';
import { ScenarioError } from '../../src/inventory/scenario-file.ts';
import type { InventoryFile } from '../../src/model/problem.ts';
import { fleet, form, rowsOf, writeTable } from '../inventory/written-inventory.ts';
import type { Mutable } from '../scenario/host-oracle.ts';
import { changeFor } from '../scenario/random-change.ts';
import { contents } from './converge.ts';

const policy = fc.constantFrom({}, {}, { drain_window_minutes: 5 }, { survive_failure: false });

const caseOf = fleet.chain((hosts) =>
  fc.record({
    hosts: fc.constant(hosts),
    how: form,
    isBroken: fc.boolean(),
    isStacked: fc.boolean(),
    scenarios: fc.array(
      fc.record({ changes: fc.array(changeFor(hosts as unknown as readonly Mutable[]), { minLength: 0, maxLength: 1 }), policy }),
      { minLength: 1, maxLength: 2 },
    ),
  }),
);

const BROKEN = Buffer.from('nobody,"a stray quote\nnobody\n');
const { signal } = new AbortController();

const planAlone = (inventory: string, out: string, policyFile: string | null): Promise<unknown> =>
  runPlan(
    {
      inventory,
      out,
      policy: policyFile,
      threads: 0,
      only: null,
      audit: 0,
      layouts: false,
      rawCells: false,
      scripts: false,
      resume: false,
      fresh: true,
      queue: null,
      earlier: null,
      output: 'quiet',
    },
    signal,
  );

const what = async (folder: string, scenarios: readonly string[], stack: boolean, out: string): Promise<boolean> => {
  const options = {
    inventory: join(folder, 'inventory'),
    scenarios,
    stack,
    out,
    policy: null,
    prices: null,
    threads: 0,
    scripts: false,
    rawCells: false,
    quiet: true,
  };
  return runWhatIf(options, signal).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ScenarioError) return false;
      throw error;
    },
  );
};

/** A report without the edited inventory and the policy, which planning it alone does not write, and without what it knows of its files. */
const reportIn = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(contents(folder)).filter(([name]) => !/^(?:inventory\/|policy\.yaml$|\.converge\/(?!\.digests))/.test(name)),
  );

const isQuiet = (): (() => void) => {
  const { write } = process.stderr;
  process.stderr.write = (() => true) as typeof write;
  return () => {
    process.stderr.write = write;
  };
};

test('the report of a scenario is that of the edited inventory planned from scratch, byte for byte', async () => {
  const restore = isQuiet();
  let compared = 0;
  try {
    await fc.assert(
      fc.asyncProperty(caseOf, async ({ hosts, how, isBroken, isStacked, scenarios }) => {
        const folder = mkdtempSync(join(tmpdir(), 'what-if-'));
        try {
          writeInventory(join(folder, 'inventory'), hosts, how, isBroken);
          const files = scenarios.map((scenario, index) => {
            const file = join(folder, `${index}.yaml`);
            writeFileSync(file, stringify({ name: `s${index}`, ...scenario }));
            return file;
          });
          const out = join(folder, 'out');
          if (!(await what(folder, files, isStacked, out))) {
            expect(existsSync(out)).toBe(false);
            return;
          }
          const names = scenarios.map((_, index) =>
            isStacked
              ? scenarios
                  .slice(0, index + 1)
                  .map((__, at) => `s${at}`)
                  .join('--')
              : `s${index}`,
          );
          expect(Object.keys(contents(out)).filter((name) => !name.includes('/'))).toEqual(['compare.csv', 'fleet.csv']);
          for (const name of names) {
            const policyFile = join(out, name, 'policy.yaml');
            await planAlone(join(out, name, 'inventory'), join(folder, 'alone', name), existsSync(policyFile) ? policyFile : null);
            expect(reportIn(join(out, name))).toEqual(reportIn(join(folder, 'alone', name)));
            compared += 1;
          }
          await planAlone(join(folder, 'inventory'), join(folder, 'alone', 'as-is'), null);
          expect(reportIn(join(out, 'baseline'))).toEqual(reportIn(join(folder, 'alone', 'as-is')));
        } finally {
          rmSync(folder, { recursive: true });
        }
      }),
      { numRuns: 60 },
    );
  } finally {
    restore();
  }
  // Many random scenarios are refused; the property says something only while enough are not.
  expect(compared).toBeGreaterThan(15);
}, 120_000);

const writeInventory = (
  folder: string,
  hosts: Parameters<typeof rowsOf>[0],
  how: Parameters<typeof writeTable>[2],
  isBroken: boolean,
): void => {
  const rows = rowsOf(hosts);
  mkdirSync(folder);
  for (const file of Object.keys(rows) as InventoryFile[]) {
    writeFileSync(join(folder, file), writeTable(file, rows[file], how));
    if (isBroken && how.encoding.startsWith('utf-8')) appendFileSync(join(folder, file), BROKEN);
  }
};
