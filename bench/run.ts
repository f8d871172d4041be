/**
 * `npm run bench`: how fast are fleets planned, against the least that reading and writing the same files costs. Answers are
 * validated before anything is timed; every figure is the median of interleaved rounds in fresh processes.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serialize } from 'node:v8';
import { assertAllPlanned, assertSameBytes, reportRows } from './check-run.ts';
import { type FleetSize, writeFleet } from './generate-fleet.ts';
import { type Measured, measure, median } from './measure.ts';
import { PHASES, type PhaseFigures } from './phase-figures.ts';
import { type BenchRow, formatTable } from './table.ts';

const GOALS = [
  { hosts: 1000, vmsPerHost: 30, threads: 2, ratio: 2 },
  { hosts: 10_000, vmsPerHost: 30, threads: 2, ratio: 0.7 },
] as const;
const PROGRAM = 'dist/cli/main.js';

const { values } = parseArgs({
  options: {
    hosts: { type: 'string', default: '100,1000' },
    vms: { type: 'string', default: '30' },
    severity: { type: 'string', default: '20,80' },
    threads: { type: 'string', default: '1,2' },
    seed: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '5' },
  },
});

const listOf = (name: 'hosts' | 'vms' | 'severity' | 'threads' | 'seed' | 'rounds', least: number): readonly number[] => {
  const numbers = values[name].split(',').map(Number);
  if (!numbers.every((number) => Number.isInteger(number) && number >= least)) {
    throw new RangeError(`--${name} takes whole numbers from ${least} on, separated by commas.`);
  }
  return numbers;
};

const oneOf = (name: 'seed' | 'rounds' | 'vms', least: number): number => listOf(name, least)[0] ?? least;

interface Case {
  readonly label: string;
  readonly size: FleetSize;
  readonly threads: readonly number[];
  readonly rounds: number;
}

interface Folders {
  readonly inventory: string;
  readonly rows: string;
  readonly fresh: (name: string) => string;
}

const plan = (inventory: string, out: string, threads: number): Measured =>
  measure(PROGRAM, ['plan', inventory, '--out', out, '--threads', String(threads), '--quiet']);

/** Plans once with each number of threads, and leaves the rows that the floor has to write. */
const validate = ({ size, threads }: Case, { inventory, rows, fresh }: Folders): void => {
  const runs = threads.map((count) => {
    const out = fresh(`valid-${count}`);
    plan(inventory, out, count);
    const planned = assertAllPlanned(inventory, out);
    if (planned !== size.hosts) throw new Error(`${size.hosts} hosts were drawn, ${planned} planned.`);
    return out;
  });
  const [first = ''] = runs;
  for (const other of runs.slice(1)) assertSameBytes(first, other);
  writeFileSync(rows, serialize(reportRows(first)));
};

interface Samples {
  readonly floor: Measured[];
  readonly phases: PhaseFigures[];
  readonly endToEnd: Map<number, Measured[]>;
}

const sample = ({ threads, rounds }: Case, { inventory, rows, fresh }: Folders): Samples => {
  const samples: Samples = { floor: [], phases: [], endToEnd: new Map(threads.map((count) => [count, []])) };
  for (let round = 0; round < rounds; round += 1) {
    const out = fresh(`round-${round}`);
    samples.floor.push(measure('dist-bench/bench/floor.js', [inventory, rows, join(out, 'floor')]));
    for (const count of threads) samples.endToEnd.get(count)?.push(plan(inventory, join(out, `threads-${count}`), count));
    samples.phases.push(JSON.parse(measure('dist-bench/bench/phases.js', [inventory]).stdout) as PhaseFigures);
  }
  // Nothing is deleted between rounds: ext4 takes ten times as long to make files where many were deleted just before.
  return samples;
};

const middle = <Sample>(samples: readonly Sample[], figure: (sample: Sample) => number): number => median(samples.map(figure));

const measuredRow = (name: string, size: FleetSize, threads: number, runs: readonly Measured[]): BenchRow => ({
  case: name,
  hosts: size.hosts,
  threads,
  seconds: middle(runs, ({ seconds }) => seconds),
  processSeconds: middle(runs, ({ processSeconds }) => processSeconds),
  planMsPerHost: null,
  peakRssBytes: middle(runs, ({ peakRssBytes }) => peakRssBytes),
  ratio: null,
});

const rowsOf = ({ label, size }: Case, { floor, phases, endToEnd }: Samples): readonly BenchRow[] => {
  const least = measuredRow(`${label} floor`, size, 1, floor);
  const phaseRows = PHASES.map((phase): BenchRow => {
    const seconds = middle(phases, (figures) => figures[phase]);
    const planMsPerHost = phase === 'plan' ? (1000 * seconds) / size.hosts : null;
    return {
      ...least,
      case: `${label} ${phase}`,
      seconds,
      processSeconds: null,
      peakRssBytes: null,
      planMsPerHost,
      ratio: seconds / least.seconds,
    };
  });
  const endRows = [...endToEnd].map(([threads, runs]): BenchRow => {
    const row = measuredRow(`${label} end to end`, size, threads, runs);
    return { ...row, ratio: row.seconds / least.seconds };
  });
  return [{ ...least, ratio: 1 }, ...phaseRows, ...endRows];
};

const benchCase = (one: Case, root: string): readonly BenchRow[] => {
  const folder = mkdtempSync(join(root, 'case-'));
  const folders: Folders = { inventory: join(folder, 'inventory'), rows: join(folder, 'rows.bin'), fresh: (name) => join(folder, name) };
  const bytes = writeFleet(folders.inventory, one.size);
  console.log(
    `${one.label}: ${one.size.hosts} hosts × ${one.size.vmsPerHost} VMs, seed ${one.size.seed}, ${(bytes / 2 ** 20).toFixed(1)} MiB of input`,
  );
  validate(one, folders);
  const rows = rowsOf(one, sample(one, folders));
  rmSync(folder, { recursive: true });
  return rows;
};

const stateGoal = (rows: readonly BenchRow[], vmsPerHost: number): void => {
  for (const goal of GOALS) {
    const judged = rows.filter(
      ({ case: name, hosts, threads }) => name.endsWith('end to end') && hosts === goal.hosts && threads === goal.threads,
    );
    console.log(
      `Goal: end to end with ${goal.threads} threads at most ${goal.ratio} × the floor, at ${goal.hosts} hosts × ${goal.vmsPerHost} VMs.`,
    );
    if (vmsPerHost !== goal.vmsPerHost || judged.length === 0) console.log('  not measured in this run');
    else
      for (const { case: name, ratio } of judged)
        console.log(`  ${name}: ${ratio?.toFixed(2)} × – ${(ratio ?? Infinity) <= goal.ratio ? 'met' : 'missed'}`);
  }
};

const main = (): void => {
  const [vmsPerHost, seed, rounds] = [oneOf('vms', 0), oneOf('seed', 0), oneOf('rounds', 5)];
  const threads = listOf('threads', 0);
  const cases = listOf('hosts', 1).flatMap((hosts) =>
    listOf('severity', 0).map(
      (severity): Case => ({ label: `severity ${severity}`, size: { hosts, vmsPerHost, severity, seed }, threads, rounds }),
    ),
  );
  const root = mkdtempSync(join(tmpdir(), 'converge-bench-'));
  process.on('exit', () => rmSync(root, { recursive: true, force: true }));
  process.on('SIGINT', () => process.exit(130));
  console.log(
    `Node ${process.version}, ${cpus().length} processors (${cpus()[0]?.model.trim() ?? 'unknown'}), medians of ${rounds} interleaved rounds`,
  );
  const rows = cases.flatMap((one) => benchCase(one, root));
  console.log(`\n${formatTable(rows)}`);
  console.log(
    'seconds: inside the process, from its first statement to the end of its last write. with start: the start of the process as well.',
  );
  console.log(
    'floor: csv-parse reads the same five files to arrays, csv-stringify writes the same report rows; one thread. Phases: one thread, one process.',
  );
  stateGoal(rows, vmsPerHost);
};

main();
