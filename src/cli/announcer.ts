/** Says what a run does: to a person, to a program (--json), or only what went wrong (--quiet). */
import type { Violation } from '../model/outcome.ts';
import { countLine, renderScreen } from '../reports/screen.ts';
import type { RunSummary } from '../reports/run-summary.ts';
import { isColoured, paint } from './paint.ts';
import type { ProblemLog } from './problem-log.ts';
import { openProgress } from './progress.ts';
import { stateProblems } from './state-problems.ts';

export interface Failure {
  readonly host: string;
  readonly violations: readonly Violation[];
}

export interface RunStart {
  readonly hosts: number;
  readonly threads: number;
  /** null: the whole inventory. */
  readonly only: string | null;
}

export interface RunEnd {
  readonly summary: RunSummary;
  readonly folder: string;
  readonly only: string | null;
  /** Hosts whose plans were taken from the report that stood in the folder. */
  readonly taken: number;
}

export interface Announcer {
  readonly start: (start: RunStart) => void;
  readonly problems: (problems: ProblemLog, inventory: string) => void;
  readonly progress: (done: number, total: number) => void;
  readonly failures: (failures: readonly Failure[]) => void;
  readonly end: (end: RunEnd) => void;
  /** Clears what is on the screen for the moment only; called whatever happens. */
  readonly close: () => void;
}

const SHOWN_FAILURES = 20;
const EVENT_MS = 1000;
/** A terminal that does not know its width says 0. */
const DEFAULT_COLUMNS = 80;

const stateFailures = (failures: readonly Failure[]): string => {
  const shown = failures.slice(0, SHOWN_FAILURES).map(({ host, violations }) => {
    const reasons = violations.map(({ rule, message }) => `${rule}: ${message}`).join('; ');
    return `${paint('red', 'error')}: ${host} failed by a fault of converge: ${reasons}\n    hosts.csv shows it as failed; please report it.\n`;
  });
  const hidden = failures.length - shown.length;
  return `${shown.join('')}${hidden > 0 ? `and ${hidden} more in hosts.csv\n` : ''}`;
};

const announceFailures = (failures: readonly Failure[]): void => {
  process.stderr.write(stateFailures(failures));
};

const quiet = (): Announcer => ({
  start: () => {},
  problems: (problems, inventory) => {
    const errors = problems.first().filter(({ severity }) => severity === 'error');
    process.stderr.write(stateProblems(errors, inventory, 'rejects.csv', problems.errors));
  },
  progress: () => {},
  failures: announceFailures,
  end: () => {},
  close: () => {},
});

const text = (now: () => number): Announcer => {
  const progress = openProgress(process.stderr, now);
  return {
    start: () => {},
    problems: (problems, inventory) => process.stderr.write(stateProblems(problems.first(), inventory, 'rejects.csv', problems.total)),
    progress: progress.show,
    failures: announceFailures,
    end: ({ summary, folder, only, taken }) => {
      const color = isColoured(process.stdout);
      const screen = renderScreen(summary, { color, width: process.stdout.columns || DEFAULT_COLUMNS, reportsFolder: folder });
      const scope = only === null ? '' : `Only      hosts named ${only}\n`;
      const unchanged =
        taken === 0 ? '' : `Unchanged ${taken} hosts since the report that stood here, taken from it; --fresh plans them anew\n`;
      process.stdout.write(`${scope}${unchanged}${screen}\n`);
    },
    close: progress.clear,
  };
};

const emit = (event: string, values: object): void => {
  process.stdout.write(`${JSON.stringify({ event, ...values })}\n`);
};

const json = (now: () => number): Announcer => {
  let told = now();
  return {
    start: (start) => emit('start', start),
    problems: (problems, inventory) => {
      for (const problem of problems.first()) emit('problem', { inventory, ...problem });
    },
    progress: (done, total) => {
      if (now() - told < EVENT_MS) return;
      told = now();
      emit('progress', { done, total });
    },
    failures: (failures) => {
      for (const failure of failures) emit('failure', failure);
    },
    end: ({ summary, folder, only, taken }) => emit('done', { folder, only, taken, line: countLine(summary), ...figures(summary) }),
    close: () => {},
  };
};

/** What a program asks of a run at once; the rest stands in summary.json. */
const figures = ({ counts, status, drain, findings }: RunSummary): object => ({ counts, status, drain, findings });

/** @param now a clock in milliseconds */
export const openAnnouncer = (output: 'text' | 'json' | 'quiet', now: () => number): Announcer => {
  switch (output) {
    case 'text':
      return text(now);
    case 'json':
      return json(now);
    case 'quiet':
      return quiet();
  }
};
