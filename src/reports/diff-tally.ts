/** The figures of a comparison, gathered host by host: nothing in it grows with the fleet. */
import { topicOf } from './diff-plan.ts';
import type { RunDifference } from './diff-cause.ts';
import type { HostDiff } from './diff-host.ts';
import { compareStandings } from './diff-standing.ts';

/** Hosts that are named on the screen, of each kind. */
const SHOWN = 5;

type Presence = 'new' | 'gone' | 'renamed' | 'both';

export interface DiffTally {
  readonly hosts: {
    earlier: number;
    now: number;
    same: number;
    changed: number;
    inputsAlone: number;
    new: number;
    gone: number;
    renamed: number;
  };
  worse: number;
  better: number;
  /** New hosts that are short, rejected or failed. */
  newInTrouble: number;
  rows: number;
  /** Worst first. */
  readonly worst: HostDiff[];
  /** The largest step first. */
  readonly best: HostDiff[];
  /** Hosts by cause; several causes of one host stand together. */
  readonly causes: Map<string, number>;
  /** Hosts by what is recommended otherwise for them. */
  readonly plans: Map<string, number>;
}

export const startDiffTally = (): DiffTally => ({
  hosts: { earlier: 0, now: 0, same: 0, changed: 0, inputsAlone: 0, new: 0, gone: 0, renamed: 0 },
  worse: 0,
  better: 0,
  newInTrouble: 0,
  rows: 0,
  worst: [],
  best: [],
  causes: new Map(),
  plans: new Map(),
});

export const tallySame = ({ hosts }: DiffTally): void => {
  hosts.earlier += 1;
  hosts.now += 1;
  hosts.same += 1;
};

export const tallyDiff = (tally: DiffTally, diff: HostDiff, presence: Presence): void => {
  countPresence(tally, diff, presence);
  if (diff.rows.length === 0) return;
  tally.rows += diff.rows.length;
  tallyPlans(tally, diff);
  const cause = diff.why.causes.join('; ');
  if (presence !== 'both' || diff.rows.some(({ kind }) => kind === 'plan')) tally.causes.set(cause, (tally.causes.get(cause) ?? 0) + 1);
  if (diff.trend > 0) {
    tally.worse += 1;
    keepFirst(tally.worst, diff, (a, b) => compareStandings(b.now, a.now));
  } else if (diff.trend < 0) {
    tally.better += 1;
    keepFirst(tally.best, diff, (a, b) => compareStandings(b.earlier, a.earlier));
  }
};

const countPresence = (tally: DiffTally, diff: HostDiff, presence: Presence): void => {
  const { hosts } = tally;
  if (presence !== 'new') hosts.earlier += 1;
  if (presence !== 'gone') hosts.now += 1;
  if (presence === 'both') {
    if (diff.rows.length === 0) hosts.same += 1;
    else {
      hosts.changed += 1;
      if (diff.rows.every(({ kind }) => kind === 'input')) hosts.inputsAlone += 1;
    }
    return;
  }
  hosts[presence] += 1;
  if (presence === 'new' && !['ok', 'pressed'].includes(diff.now.status)) tally.newInTrouble += 1;
};

const tallyPlans = ({ plans }: DiffTally, { rows }: HostDiff): void => {
  const topics = new Set(rows.flatMap(({ kind, what }) => (kind === 'plan' ? [topicOf(what)] : [])));
  for (const topic of topics) if (topic !== null) plans.set(topic, (plans.get(topic) ?? 0) + 1);
};

/** Hosts come in order of name, so of equals the first by name stays. */
const keepFirst = (kept: HostDiff[], diff: HostDiff, compare: (a: HostDiff, b: HostDiff) => number): void => {
  const place = kept.findIndex((other) => compare(diff, other) < 0);
  kept.splice(place < 0 ? kept.length : place, 0, { ...diff, rows: [] });
  if (kept.length > SHOWN) kept.pop();
};

/** A comparison in figures, for programs: the event `diff` of --json. */
export const diffFigures = (tally: DiffTally, run: RunDifference): object => ({
  hosts: {
    earlier: tally.hosts.earlier,
    now: tally.hosts.now,
    as_they_were: tally.hosts.same,
    different: tally.hosts.changed,
    different_in_inputs_alone: tally.hosts.inputsAlone,
    new: tally.hosts.new,
    gone: tally.hosts.gone,
    renamed: tally.hosts.renamed,
    worse: tally.worse,
    better: tally.better,
  },
  differences: tally.rows,
  inputs: run.files,
  policy: run.policy,
  version: run.version,
  causes: Object.fromEntries(mostFirst(tally.causes)),
  plans: Object.fromEntries(mostFirst(tally.plans)),
});

const byCount = ([a, m]: readonly [string, number], [b, n]: readonly [string, number]): number => n - m || (a < b ? -1 : 1);
export const mostFirst = (counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] => [...counts].sort(byCount);
