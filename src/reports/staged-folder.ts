/**
 * A folder of many small files that a run writes aside and puts in its place as a whole: one rename, where a temporary
 * name for each of thousands of files would cost more than writing them.
 */
import { existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from './sync-folder.ts';

export class StagedFolder {
  /** Ending of the files of an earlier run that go, one level of folders below; null: only those written anew go. */
  replaced: string | null = null;
  readonly #place: string;
  readonly #staging: string;
  readonly #aside: string;
  readonly #made = new Set<string>();

  constructor(folder: string) {
    // Of a link, the folder that it leads to is replaced, not the link.
    this.#place = existsSync(folder) ? realpathSync(folder) : folder;
    this.#staging = `${this.#place}.partial`;
    this.#aside = `${this.#place}.previous`;
  }

  /** `file`: its path below the folder, with `/` between. At once: for a few kilobytes another thread costs more than the call. */
  write(file: string, pieces: readonly Uint8Array[]): void {
    const path = `${this.#staging}/${file}`;
    const folder = dirname(path);
    if (!this.#made.has(folder)) this.#make(folder);
    writeFileSync(path, Buffer.concat(pieces));
  }

  #make(folder: string): void {
    // A run that was killed may have left its own.
    if (this.#made.size === 0) rmSync(this.#staging, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    this.#made.add(folder);
  }

  /**
   * Puts the folder in its place. What others put beside the files of an earlier run moves along, after the swap, so that
   * it is never in a folder that an aborted run would remove.
   */
  async commit(): Promise<void> {
    await this.#finishEarlier();
    if (this.#made.size === 0) {
      if (this.replaced === null || !existsSync(this.#place)) return;
      this.#make(this.#staging);
    }
    for (const folder of this.#made) await syncFolder(folder);
    if (existsSync(this.#place)) await rename(this.#place, this.#aside);
    await rename(this.#staging, this.#place);
    await this.#finishEarlier();
    await syncFolder(dirname(this.#place));
    this.#made.clear();
  }

  async abort(): Promise<void> {
    if (this.#made.size > 0) await rm(this.#staging, { recursive: true, force: true });
    this.#made.clear();
  }

  /** Takes what is still wanted out of the folder of the run before, which may have been killed between its two renames. */
  async #finishEarlier(): Promise<void> {
    if (!existsSync(this.#aside)) return;
    if (!existsSync(this.#place)) {
      await rename(this.#aside, this.#place);
      return;
    }
    await this.#carryOver(this.#aside, this.#place, 0);
    rmSync(this.#aside, { recursive: true });
  }

  async #carryOver(from: string, to: string, depth: number): Promise<void> {
    for (const entry of await readdir(from, { withFileTypes: true })) {
      const target = join(to, entry.name);
      if (entry.isDirectory()) await this.#carryOver(join(from, entry.name), target, depth + 1);
      else if (this.replaced !== null && depth === 1 && entry.name.endsWith(this.replaced)) continue;
      else if (!existsSync(target)) {
        await mkdir(to, { recursive: true });
        await rename(join(from, entry.name), target);
      }
    }
  }
}
