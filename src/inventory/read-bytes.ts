/** Opens a file of an inventory. */
import { closeSync, fstatSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Statement } from './source.ts';

const MISSING = new Set<unknown>(['ENOENT', 'ENOTDIR']);

/** An open file, or why there is none. */
export const openTableFile = (path: string): { readonly file: number } | { readonly statement: Statement } => {
  try {
    const file = openSync(path, 'r');
    if (fstatSync(file).isFile()) return { file };
    closeSync(file);
    return { statement: unreadable('EISDIR') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (!MISSING.has(code)) return { statement: unreadable(code) };
    const hasFolder = statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory() ?? false;
    const message = hasFolder ? 'The file is missing.' : 'The folder of the file is missing.';
    const remedy = hasFolder ? 'Export it, or write its header alone.' : 'Check the name of the folder.';
    return { statement: { code: hasFolder ? 'file-missing' : 'folder-missing', message, remedy } };
  }
};

const unreadable = (code: string): Statement => ({
  code: 'file-unreadable',
  message: `The file cannot be read (${code}).`,
  remedy: 'Check that it is a file, and its permissions.',
});
