/** The folder of a what-if run: it grows beside its place and gets there as a whole. */
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { editedBytes } from '../inventory/edited-bytes.ts';
import { type InventoryText } from '../inventory/inventory-text.ts';
import type { RowTables } from '../model/inventory-rows.ts';
import { DEFAULT_POLICY, POLICY_KEYS, type Policy } from '../model/policy.ts';
import { PRIVATE } from '../reports/run-store.ts';
import { SCRIPTS } from '../reports/script-stage.ts';
import { syncFiles, syncFolder } from '../reports/sync-folder.ts';
import { lockFolder } from './run-lock.ts';

export interface WhatIfFolder {
  /** Where files go for the time being. */
  readonly staging: string;
  /** A folder of it is finished once its report is written: the disk may begin with it while the next is worked out. */
  readonly settle: (name: string, written: Promise<void>) => void;
  /** Puts what was written in its place; what an earlier run left under the same names goes. */
  readonly commit: () => Promise<void>;
  /** Leaves the folder as it was before the run, unless the run was committed. */
  readonly close: () => void;
}

const STAGING = 'what-if';

/** @throws UsageError where another run holds the folder */
export const openWhatIfFolder = (folder: string): WhatIfFolder => {
  const lock = lockFolder(folder);
  const hidden = join(folder, PRIVATE);
  const staging = join(hidden, STAGING);
  // A run that was killed may have left its own.
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging);
  const settling = new Map<string, Promise<void>>();
  return {
    staging,
    settle: (name, written) => {
      // Scripts were made durable by folder, when the report was whole.
      const settled = written.then(() => syncFiles(join(staging, name), new Set([SCRIPTS])));
      // A disk that fails is told when the folder is put in its place; until then it is nobody's fault.
      settled.then(undefined, () => {});
      settling.set(name, settled);
    },
    commit: async () => {
      await Promise.all(settling.values());
      await syncFiles(staging, new Set(settling.keys()));
      for (const name of readdirSync(staging)) {
        rmSync(join(folder, name), { recursive: true, force: true });
        renameSync(join(staging, name), join(folder, name));
      }
      await syncFolder(folder);
    },
    close: () => {
      rmSync(staging, { recursive: true, force: true });
      lock.release();
    },
  };
};

/** Writes the edited inventory into a folder: files without an edit are copied. Most of it is done while the caller goes on. */
export const writeInventory = async (text: InventoryText, tables: RowTables, from: string, to: string): Promise<void> => {
  mkdirSync(to, { recursive: true });
  const written = [...tables].map(([file, table]) => {
    const edited = editedBytes(text, table);
    return edited === null ? copyFile(join(from, file), join(to, file)) : writeFile(join(to, file), edited);
  });
  // One that fails is told when no other is written to any more.
  await Promise.allSettled(written);
  await Promise.all(written);
};

/** A policy file with what differs from the defaults, so that anybody can plan the edited inventory again. */
export const writePolicy = (policy: Policy, file: string): void => {
  const keys = POLICY_KEYS.filter((key) => JSON.stringify(policy[key]) !== JSON.stringify(DEFAULT_POLICY[key]));
  writeFileSync(file, stringify(Object.fromEntries(keys.map((key) => [key, policy[key]]))));
};
