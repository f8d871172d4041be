/** The one place of the inventory that touches the disk. */
import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Statement } from './source.ts';

const MISSING = new Set<unknown>(['ENOENT', 'ENOTDIR']);

/** All bytes of a file, or why there are none. */
export const readBytes = (path: string): { readonly bytes: Buffer } | { readonly statement: Statement } => {
  try {
    return { bytes: readFileSync(path) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (!MISSING.has(code)) {
      const message = `The file cannot be read (${code}).`;
      return { statement: { code: 'file-unreadable', message, remedy: 'Check that it is a file, and its permissions.' } };
    }
    const hasFolder = statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory() ?? false;
    const message = hasFolder ? 'The file is missing.' : 'The folder of the file is missing.';
    const remedy = hasFolder ? 'Export it, or write its header alone.' : 'Check the name of the folder.';
    return { statement: { code: hasFolder ? 'file-missing' : 'folder-missing', message, remedy } };
  }
};
