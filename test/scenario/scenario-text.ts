/** Applies a scenario, as a person writes it, to an inventory as it stands in files. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatProblem } from '../../src/inventory/format-problem.ts';
import { editedBytes } from '../../src/inventory/edited-bytes.ts';
import { blankText, type InventoryText, readInventoryText, soundnessOf } from '../../src/inventory/inventory-text.ts';
import { nearest } from '../../src/inventory/nearest.ts';
import { faultProblem, parseScenario } from '../../src/inventory/scenario-file.ts';
import type { InventoryTable } from '../../src/model/problem.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { type AppliedScenario, applyScenario } from '../../src/scenario/apply-scenario.ts';
import type { RowFacts } from '../../src/scenario/draft.ts';

export type Texts = Partial<Record<InventoryTable, string | Buffer>>;

export const factsOf = (text: InventoryText): RowFacts => ({
  isSound: soundnessOf(text),
  blankOf: blankText,
  wideLine: (file) => text.originals.get(file)?.wideLine ?? null,
  nearest,
});

/** @throws Error with the problems of the text, one a line */
export const scenarioOf = (yaml: string): Scenario => {
  const read = parseScenario(yaml, 's.yaml');
  if ('problems' in read) throw new Error(read.problems.map((problem) => formatProblem(problem)).join('\n'));
  return read.scenario;
};

export interface Edited {
  readonly text: InventoryText;
  readonly applied: AppliedScenario;
  /** Every fault as it is printed. */
  readonly faults: readonly string[];
  /** Files as they would be written. */
  readonly files: Readonly<Record<string, string>>;
  /** The same as bytes: a file without an edit may be in any encoding. */
  readonly bytes: Texts;
}

export const withTexts = <Result>(texts: Texts, use: (folder: string) => Result): Result => {
  const folder = mkdtempSync(join(tmpdir(), 'scenario-'));
  try {
    for (const [name, content] of Object.entries(texts)) writeFileSync(join(folder, name), content);
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

export const applyTo = (texts: Texts, yaml: string): Edited =>
  withTexts(texts, (folder) => {
    const text = readInventoryText(folder);
    const applied = applyScenario(text.tables, scenarioOf(yaml), factsOf(text));
    const bytes = Object.fromEntries(
      [...applied.tables.values()].map((table) => [table.file, editedBytes(text, table) ?? readFileSync(join(folder, table.file))]),
    ) as Texts;
    const files = Object.fromEntries(Object.entries(bytes).map(([file, content]) => [file, content.toString()]));
    return { text, applied, faults: applied.faults.map((each) => formatProblem(faultProblem('s.yaml', each))), files, bytes };
  });

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

/** Lines that a file lost and gained, as `-` and `+`, in the order of the file before and then of the file after. */
export const difference = (before: string, after: string): readonly string[] => {
  const [old, now] = [linesOf(before), linesOf(after)];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `-${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+${line}`),
  ];
};

/** What a scenario does to a small inventory: the lines that differ, by file. */
export const changesOf = (texts: Readonly<Record<string, string>>, yaml: string): Readonly<Record<string, readonly string[]>> => {
  const { files, faults } = applyTo(texts, yaml);
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return Object.fromEntries(
    Object.entries(files).flatMap(([file, text]) => {
      const lines = difference(texts[file] ?? '', text);
      return lines.length === 0 ? [] : [[file, lines] as const];
    }),
  );
};
