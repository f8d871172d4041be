/** A run that was stopped, as its journal tells it, and whether it can go on. */
import { existsSync, readFileSync } from 'node:fs';
import { type JournalHeader, readChunkLines, readHeaderLine } from '../fleet/journal.ts';
import { holdsMark } from '../reports/run-marks.ts';
import { journalPath, type Mark } from '../reports/run-store.ts';
import { RUN_FILES } from './run-files.ts';
import type { RunChunk, Told } from './run-writer.ts';
import { UsageError } from './usage-error.ts';

export interface StoppedRun {
  readonly chunks: readonly RunChunk[];
  readonly mark: Mark;
  readonly journalBytes: number;
}

/**
 * @param header of the run that is to go on
 * @returns null where not one chunk of it is whole
 * @throws UsageError where there is no run to go on with, or what it was planning has changed
 */
export const readStopped = (folder: string, header: JournalHeader): StoppedRun | null => {
  const path = journalPath(folder);
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const start = readHeaderLine(bytes);
  if (start === null) throw new UsageError(`There is no stopped run in ${folder}.`, 'Leave out --resume to begin one.');
  const difference = differenceOf(start.header, header);
  if (difference !== null) throw new UsageError(`The stopped run cannot go on: ${difference}.`, 'Leave out --resume to plan anew.');
  const chunks: RunChunk[] = [];
  let end = start.end;
  for (const line of readChunkLines<Told>(bytes, start.end)) {
    if (!holdsMark(folder, RUN_FILES, chunks.at(-1) ?? null, line.chunk)) break;
    chunks.push(line.chunk);
    end = line.end;
  }
  const last = chunks.at(-1);
  return last === undefined ? null : { chunks, mark: last, journalBytes: end };
};

const differenceOf = (then: JournalHeader, now: JournalHeader): string | null => {
  const changed = now.inputs.filter(({ file, sha256: digest }) => then.inputs.find((one) => one.file === file)?.sha256 !== digest);
  if (changed.length > 0) return `${changed.map(({ file }) => file).join(', ')} changed since`;
  if (then.inputs.length !== now.inputs.length || then.chunks !== now.chunks) return 'the inventory changed since';
  return then.rules === now.rules ? null : 'the policy, the options or the version of converge changed since';
};
