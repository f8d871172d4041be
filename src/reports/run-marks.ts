/** Whether what a journal, or a report, says of its files is still true of them. */
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type FileStates, type Mark, placeOf, PRIVATE, type ReportState, STAGING, STATE } from './run-store.ts';

/** null: no run has ended here, one that knew nothing of its scripts, or one that lost power before this was on the disk. */
export const readState = (folder: string): ReportState | null => {
  const path = join(folder, PRIVATE, STATE);
  if (!existsSync(path)) return null;
  const { files, scripts, problems } = parseState(readFileSync(path, 'utf8'));
  return files === undefined || scripts === undefined || problems === undefined ? null : { files, scripts, problems };
};

const parseState = (text: string): Partial<ReportState> => {
  try {
    return JSON.parse(text) as Partial<ReportState>;
  } catch {
    return {};
  }
};

/** Whether a file of a report is as its run left it. */
export const isUntouched = (folder: string, file: string, states: FileStates): boolean => {
  const now = statSync(placeOf(folder, file), { throwIfNoEntry: false });
  const then = states[file];
  return now !== undefined && then !== undefined && now.size === then.size && now.mtimeMs === then.modified;
};

/** Whether the last chunk of a journal really stands in the files: after a loss of power it may not. */
export const holdsMark = (folder: string, files: readonly string[], before: Mark | null, mark: Mark): boolean =>
  files.every((name, index) => {
    const path = join(folder, PRIVATE, STAGING, name);
    const from = before?.ends[index] ?? 0;
    const length = (mark.ends[index] ?? 0) - from;
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? -1) < from + length) return false;
    const file = openSync(path, 'r');
    const bytes = Buffer.allocUnsafe(length);
    const read = length === 0 ? 0 : readSync(file, bytes, 0, length, from);
    closeSync(file);
    return read === length && crc32(bytes) === (mark.checks[index] ?? 0);
  });
