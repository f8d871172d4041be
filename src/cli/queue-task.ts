/** A task of a run and its answer, as they travel to another machine: what is small by the queue, what is not by files that both see. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import type { Slice, SlicePart } from '../inventory/slice.ts';
import { digestText } from './digest-text.ts';
import type { ChunkResult, ChunkTask, RunSettings } from './plan-chunk.ts';

type TravellingPart = Omit<SlicePart, 'pieces'> & { readonly pieces: readonly number[] };

export interface QueueTask {
  /** File with the settings of the run, and its digest. */
  readonly settings: string;
  readonly settingsDigest: string;
  /** Folder for answers. */
  readonly answers: string;
  readonly scripts: string | null;
  readonly slice: Omit<Slice, 'parts'> & { readonly parts: readonly TravellingPart[] };
}

export interface QueueAnswer {
  /** File with the result. */
  readonly path: string;
  readonly check: number;
}

export interface SharedFolder {
  readonly settings: string;
  readonly settingsDigest: string;
  readonly answers: string;
}

/** Puts what all tasks of a run need where every machine finds it. @param folder absolute, of the run's private files */
export const shareSettings = (folder: string, settings: RunSettings): SharedFolder => {
  const answers = join(folder, 'answers');
  rmSync(answers, { recursive: true, force: true });
  mkdirSync(answers, { recursive: true });
  const text = JSON.stringify(settings);
  const path = join(folder, 'settings.json');
  writeFileSync(path, text);
  return { settings: path, settingsDigest: digestText(text), answers };
};

export const packTask = ({ slice, scripts }: ChunkTask, shared: SharedFolder): QueueTask => ({
  ...shared,
  scripts: scripts === null ? null : resolve(scripts),
  slice: { ...slice, parts: slice.parts.map(packPart) },
});

/** Another machine has another working folder: every path is whole. */
const packPart = (part: SlicePart): TravellingPart => ({
  ...part,
  path: resolve(part.path),
  brokenPath: resolve(part.brokenPath),
  pieces: [...part.pieces],
});

export const unpackTask = ({ slice, scripts }: QueueTask): ChunkTask => ({
  scripts,
  slice: { ...slice, parts: slice.parts.map((part) => ({ ...part, pieces: Float64Array.from(part.pieces) })) },
  used: null,
});

/** @throws Error where the storage is not the one that the run sees */
export const readSharedSettings = ({ settings, settingsDigest }: QueueTask): RunSettings => {
  if (!existsSync(settings))
    throw new Error(`${settings} is not there: this worker does not see the storage of the run under the same path.`);
  const text = readFileSync(settings, 'utf8');
  if (digestText(text) !== settingsDigest) throw new Error(`${settings} is of another run.`);
  return JSON.parse(text) as RunSettings;
};

/** Whole or not at all, and under a name of its own: a task may be carried out twice, and every container has a process 1. */
export const writeAnswer = (folder: string, result: ChunkResult): QueueAnswer => {
  const bytes = serialize(result);
  const path = join(folder, `${randomUUID()}.answer`);
  writeFileSync(`${path}.partial`, bytes);
  renameSync(`${path}.partial`, path);
  return { path, check: crc32(bytes) };
};

/** Reads an answer and removes its file. @throws Error where it is not what the worker wrote */
export const readAnswer = ({ path, check }: QueueAnswer): ChunkResult => {
  const bytes = readFileSync(path);
  rmSync(path, { force: true });
  if (crc32(bytes) !== check) throw new Error(`${path} is not as its worker wrote it.`);
  return deserialize(bytes) as ChunkResult;
};
