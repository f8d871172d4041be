/**
 * The scripts of a run, a folder a cluster, written aside and put in their place cluster by cluster: a rename each, where a
 * temporary name for each of thousands of files would cost more than writing them.
 */
import { existsSync, linkSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readScriptStates, SCRIPT_ENDING, type ScriptState, type ScriptStates } from './script-states.ts';
import { syncFolder } from './sync-folder.ts';

/** Folder of the scripts in a report. */
export const SCRIPTS = 'apply';

/** Writes one script into a stage. `path`: below `apply/`. Safe from any thread: no two write the same file. */
export const stageScript = (stage: string, path: string, bytes: Uint8Array): void => {
  const target = join(stage, path);
  const folder = dirname(target);
  if (!made.has(folder)) {
    mkdirSync(folder, { recursive: true });
    made.add(folder);
  }
  // It is there already where a task is done twice; whoever dies over it then must not leave it torn.
  const isThere = existsSync(target);
  writeFileSync(isThere ? `${target}.${process.pid}` : target, bytes);
  if (isThere) renameSync(`${target}.${process.pid}`, target);
};

/** Folders that this thread has made for the task at hand. */
const made = new Set<string>();

/** A task begins: folders made for another may be gone, where a thread serves one run after the other. */
export const beginStaging = (): void => made.clear();

export class ScriptStage {
  readonly #place: string;
  readonly #stage: string;
  readonly #aside: string;
  /** Clusters whose scripts in place are those of this run, with what is known of them. */
  readonly #kept = new Map<string, readonly ScriptState[] | null>();

  /** @param folder of the report; @param stage where scripts are written; @param aside where those of an earlier run go on their way out */
  constructor(folder: string, stage: string, aside: string) {
    this.#place = join(folder, SCRIPTS);
    this.#stage = stage;
    this.#aside = aside;
    made.clear();
    this.#finishEarlier();
  }

  /**
   * The scripts of a cluster stay as they are.
   * @param states what they were when they were found untouched, so that the next run sees what happens to them from then on; null: not known
   */
  keep(cluster: string, states: readonly ScriptState[] | null): void {
    this.#kept.set(cluster, states);
  }

  /** Takes the scripts of a cluster from another report: by links, since a script is never written over. */
  link(from: string, cluster: string): void {
    const source = join(from, SCRIPTS, cluster);
    if (!existsSync(source)) return;
    mkdirSync(join(this.#stage, cluster), { recursive: true });
    for (const name of readdirSync(source)) {
      if (name.endsWith(SCRIPT_ENDING) && !existsSync(join(this.#stage, cluster, name)))
        linkSync(join(source, name), join(this.#stage, cluster, name));
    }
  }

  /** Puts the scripts in their place. @returns what they are then */
  async commit(): Promise<ScriptStates> {
    const staged = existsSync(this.#stage) ? readdirSync(this.#stage) : [];
    const states = this.#statesOf(staged);
    await this.#putInPlace(staged);
    return states;
  }

  #statesOf(staged: readonly string[]): ScriptStates {
    const written = staged.map((cluster) => [cluster, readScriptStates(join(this.#stage, cluster))] as const);
    const kept = [...this.#kept].map(([cluster, states]) => [cluster, states ?? readScriptStates(join(this.#place, cluster))] as const);
    return Object.fromEntries([...written, ...kept].filter(([, states]) => states.length > 0));
  }

  async #putInPlace(staged: readonly string[]): Promise<void> {
    if (staged.length > 0 && !existsSync(this.#place)) {
      for (const cluster of staged) await syncFolder(join(this.#stage, cluster));
      renameSync(this.#stage, this.#place);
      await syncFolder(this.#place);
      return;
    }
    for (const cluster of staged) await this.#swap(cluster);
    this.#removeOthers(new Set([...staged, ...this.#kept.keys()]));
    if (existsSync(this.#place)) await syncFolder(this.#place);
  }

  async #swap(cluster: string): Promise<void> {
    const place = join(this.#place, cluster);
    await syncFolder(join(this.#stage, cluster));
    if (existsSync(place)) {
      mkdirSync(this.#aside, { recursive: true });
      renameSync(place, join(this.#aside, cluster));
    }
    renameSync(join(this.#stage, cluster), place);
    this.#finishEarlier();
  }

  /** Clusters that are no more lose their scripts; what others put beside them stays. */
  #removeOthers(wanted: ReadonlySet<string>): void {
    if (!existsSync(this.#place)) return;
    for (const entry of readdirSync(this.#place, { withFileTypes: true })) {
      if (!entry.isDirectory() || wanted.has(entry.name)) continue;
      const folder = join(this.#place, entry.name);
      for (const file of readdirSync(folder, { withFileTypes: true })) {
        if (file.isFile() && file.name.endsWith(SCRIPT_ENDING)) rmSync(join(folder, file.name));
      }
      if (readdirSync(folder).length === 0) rmdirSync(folder);
    }
    if (readdirSync(this.#place).length === 0) rmdirSync(this.#place);
  }

  /** What stands aside came from a run that may have died between two renames: all but its scripts goes back into place. */
  #finishEarlier(): void {
    if (!existsSync(this.#aside)) return;
    for (const cluster of readdirSync(this.#aside)) {
      const place = join(this.#place, cluster);
      if (existsSync(place)) carryOver(join(this.#aside, cluster), place);
      else renameSync(join(this.#aside, cluster), place);
    }
    rmSync(this.#aside, { recursive: true, force: true });
  }
}

/** Moves what is not a script of ours, such as what scripts recorded on a host. */
const carryOver = (from: string, to: string): void => {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const target = join(to, entry.name);
    if (entry.isFile() && entry.name.endsWith(SCRIPT_ENDING)) continue;
    if (!existsSync(target)) renameSync(join(from, entry.name), target);
    else if (entry.isDirectory()) carryOver(join(from, entry.name), target);
  }
};
