/** What the scripts of a report were when its run ended: those of a cluster are written again where one was deleted or edited since. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** One file, as its run left it: its name, its bytes, and when it was written, in milliseconds. */
export type ScriptState = readonly [name: string, size: number, modified: number];

/** By the folder of the cluster; one without scripts is left out. */
export type ScriptStates = Readonly<Record<string, readonly ScriptState[]>>;

export const SCRIPT_ENDING = '.ps1';

/** The scripts in the folder of a cluster as they stand; none where there is no such folder. */
export const readScriptStates = (folder: string): readonly ScriptState[] => {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(SCRIPT_ENDING)) : [];
  return names.map((name): ScriptState => {
    const { size, mtimeMs } = statSync(join(folder, name));
    return [name, size, mtimeMs];
  });
};

/** Whether every script in the folder of a cluster is as its run left it. What others put beside them is no concern of ours. */
export const areScriptsUntouched = (folder: string, states: readonly ScriptState[]): boolean =>
  states.every(([name, size, modified]) => {
    const now = statSync(join(folder, name), { throwIfNoEntry: false });
    return now !== undefined && now.size === size && now.mtimeMs === modified;
  });
