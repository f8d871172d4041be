/** Puts chunks of hosts one behind the other into the files of a run, and adds up what the run as a whole says. */
import { chunkLine, type JournaledChunk, type JournaledHost } from '../fleet/journal.ts';
import { compareNames } from '../model/name.ts';
import type { Violation } from '../model/outcome.ts';
import type { Problem } from '../model/problem.ts';
import { renderClusters } from '../reports/clusters-table.ts';
import type { HostDigest } from '../reports/digest.ts';
import { renderRejects } from '../reports/rejects-table.ts';
import { renderReview } from '../reports/review-page.ts';
import { type RunFacts, type RunSummary, summarize } from '../reports/run-summary.ts';
import type { RunStore } from '../reports/run-store.ts';
import { renderSummaryJson } from '../reports/summary-json.ts';
import { startTally, tallyHost } from '../reports/tally.ts';
import type { Failure } from './announcer.ts';
import type { EarlierHost, EarlierReport } from './earlier-report.ts';
import { hostlessLine } from './hostless-line.ts';
import type { PlannedChunk } from './plan-chunk.ts';
import { ProblemLog } from './problem-log.ts';
import { DIGESTS, headerOfRun, RUN_FILES, type RunFile } from './run-files.ts';

const FILES = RUN_FILES.length;
const DIGEST_PLACE = RUN_FILES.indexOf(DIGESTS);

/** Where the rows of one host come from. */
export type HostRows =
  | { readonly kind: 'planned'; readonly chunk: PlannedChunk; readonly index: number }
  | { readonly kind: 'earlier'; readonly report: EarlierReport; readonly host: EarlierHost };

/** A cluster of a chunk: its digest where the next run may take it from this one. */
export interface WrittenCluster {
  readonly cluster: string;
  readonly digest: string | null;
  /** In order of name. */
  readonly hosts: readonly HostRows[];
}

/** What a chunk adds to what is told of the run, besides the figures of its hosts. */
export interface Told {
  readonly failures: readonly Failure[];
  readonly problems: readonly Problem[];
  /** Folders of scripts that were taken from the earlier report. */
  readonly kept: readonly string[];
}

export type RunChunk = JournaledChunk<Told>;

const nameOf = (rows: HostRows): string => (rows.kind === 'earlier' ? rows.host.host : (rows.chunk.hosts[rows.index]?.host ?? ''));

const violationsOf = (rows: HostRows): readonly Violation[] =>
  rows.kind === 'earlier' ? [] : (rows.chunk.hosts[rows.index]?.violations ?? []);

const lengthsOf = (rows: HostRows): readonly number[] =>
  rows.kind === 'earlier' ? rows.host.lengths : Array.from(rows.chunk.lengths.subarray(rows.index * FILES, (rows.index + 1) * FILES));

export class RunWriter {
  readonly failures: Failure[] = [];
  readonly problems = new ProblemLog();
  readonly #store: RunStore;
  readonly #rawCells: boolean;
  readonly #tally = startTally();
  /** Hosts come in order of name, and are added up as they come. */
  readonly #isOrdered: boolean;
  /** Where they do not: every host so far, in the order in which its rows stand in the files. */
  readonly #written: JournaledHost[] = [];
  /** How far the figures of hosts are. */
  #tallied = 0;

  readonly #onHost: (digest: HostDigest) => void;

  /** @param onHost is told what is told of each host, in order of name */
  constructor(store: RunStore, rawCells: boolean, isOrdered: boolean, onHost: (digest: HostDigest) => void = () => {}) {
    this.#store = store;
    this.#rawCells = rawCells;
    this.#isOrdered = isOrdered;
    this.#onHost = onHost;
  }

  /** Begins the files of a run that is not resumed. */
  begin(): void {
    for (const file of RUN_FILES) this.#store.append(file, Buffer.from(headerOfRun(file)));
  }

  /** Writes one chunk and journals it. */
  add(chunk: number, clusters: readonly WrittenCluster[], told: Omit<Told, 'failures'>): void {
    const all = clusters.flatMap(({ hosts }) => hosts).sort((a, b) => compareNames(nameOf(a), nameOf(b)));
    for (let place = 0; place < FILES; place += 1) this.#writeFile(place, all);
    const failures = all.flatMap((rows) => {
      const violations = violationsOf(rows);
      return violations.length === 0 ? [] : [{ host: nameOf(rows), violations }];
    });
    const journaled = clusters.map(({ cluster, digest, hosts }) => ({
      cluster,
      digest,
      hosts: hosts.map((rows): JournaledHost => ({ host: nameOf(rows), lengths: lengthsOf(rows) })),
    }));
    const line = { chunk, clusters: journaled, told: { ...told, failures } };
    const ends = this.#store.endChunk((mark) => chunkLine({ ...line, ...mark }));
    if (this.#isOrdered) for (const rows of all) this.#tallyRows(rows);
    this.count({ ...line, ends });
  }

  /** Takes a chunk into the figures of the run: one just written, or one that an interrupted run has journaled. */
  count({ clusters, ends, told }: Omit<RunChunk, 'checks'>): void {
    this.failures.push(...told.failures);
    this.problems.add(told.problems);
    if (this.#isOrdered) this.#tallyUpTo(ends[DIGEST_PLACE] ?? 0);
    else this.#written.push(...clusters.flatMap(({ hosts }) => hosts).sort((a, b) => compareNames(a.host, b.host)));
  }

  /** Sums of fractions depend on their order, so hosts are added up in order of name. */
  #tallyUpTo(end: number): void {
    for (const line of this.#store
      .read(DIGESTS, this.#tallied, end - this.#tallied)
      .toString()
      .split('\n')) {
      if (line !== '') this.#tallyHost(JSON.parse(line) as HostDigest);
    }
    this.#tallied = end;
  }

  #tallyHost(digest: HostDigest): void {
    tallyHost(this.#tally, digest);
    this.#onHost(digest);
  }

  /** The figures of a host of which the rows were just written. */
  #tallyRows(rows: HostRows): void {
    this.#tallied += lengthsOf(rows)[DIGEST_PLACE] ?? 0;
    if (rows.kind === 'earlier') return this.#tallyHost(rows.report.digestOf(rows.host));
    const { buffer, byteOffset, byteLength } = bytesOf([rows], 0, rows, DIGEST_PLACE).bytes;
    this.#tallyHost(JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString()) as HostDigest);
  }

  #writeFile(place: number, all: readonly HostRows[]): void {
    const file = RUN_FILES[place] ?? DIGESTS;
    for (let first = 0; first < all.length; ) {
      const run = runOf(all, first, place);
      if (run.report === null) this.#store.append(file, run.bytes);
      else if (run.length > 0) this.#store.copy(file, run.report.file(place), run.at, run.length);
      first = run.next;
    }
  }

  /** Rows that no host carries, behind those of all hosts. */
  addStrays(problems: readonly Problem[]): void {
    this.problems.add(problems);
    const errors = problems.filter(({ severity }) => severity === 'error');
    if (errors.length === 0) return;
    this.#store.append('rejects.csv', Buffer.from(renderRejects(errors, { rawCells: this.#rawCells })));
    this.#store.append('outcomes.jsonl', Buffer.from(hostlessLine(errors)));
    this.#store.flush();
  }

  /** Brings the rows into order of host, where clusters do not follow each other so, before strays are added. */
  async orderHosts(): Promise<void> {
    if (this.#isOrdered) return;
    const written = this.#written;
    const order = written.map((_, index) => index).sort((a, b) => compareNames(written[a]?.host ?? '', written[b]?.host ?? ''));
    await this.#store.reorder((name) => {
      const [file, place] = [name as RunFile, RUN_FILES.indexOf(name as RunFile)];
      const header = Buffer.byteLength(headerOfRun(file));
      const offsets = new Float64Array(written.length);
      let end = header;
      written.forEach(({ lengths }, index) => {
        offsets[index] = end;
        end += lengths[place] ?? 0;
      });
      const extents = order.flatMap((index) => [offsets[index] ?? 0, written[index]?.lengths[place] ?? 0]);
      return Float64Array.from([0, header, ...extents]);
    });
    this.#tallyOrdered(order);
  }

  /** A piece at a time: the figures of all hosts together may be large. */
  #tallyOrdered(order: readonly number[]): void {
    let end = 0;
    order.forEach((index, at) => {
      end += this.#written[index]?.lengths[DIGEST_PLACE] ?? 0;
      if (at % TALLIED_TOGETHER === TALLIED_TOGETHER - 1 || at === order.length - 1) this.#tallyUpTo(end);
    });
  }

  /** Makes the whole report visible. What is told of it is known before: `written` settles once it is in its place. */
  finish(facts: RunFacts): { readonly summary: RunSummary; readonly written: Promise<void> } {
    const summary = summarize(this.#tally, facts);
    this.#store.place('clusters.csv', renderClusters(this.#tally, { rawCells: this.#rawCells }));
    this.#store.place('summary.json', renderSummaryJson(summary));
    this.#store.place('report.html', renderReview(summary));
    return { summary, written: this.#store.commit(this.problems.total) };
  }
}

const TALLIED_TOGETHER = 256;

type Bytes = { readonly report: null; readonly bytes: Uint8Array; readonly next: number };
type Extent = { readonly report: EarlierReport; readonly at: number; readonly length: number; readonly next: number };

/** Rows of hosts that follow each other where they come from: one write for all of them. */
const runOf = (all: readonly HostRows[], first: number, place: number): Bytes | Extent => {
  const start = all[first] as HostRows;
  return start.kind === 'earlier' ? extentOf(all, first, start, place) : bytesOf(all, first, start, place);
};

const extentOf = (all: readonly HostRows[], first: number, { report, host }: HostRows & { kind: 'earlier' }, place: number): Extent => {
  const at = host.offsets[place] ?? 0;
  let end = at;
  let next = first;
  for (let rows = all[next]; rows?.kind === 'earlier' && rows.host.offsets[place] === end; rows = all[next]) {
    end += rows.host.lengths[place] ?? 0;
    next += 1;
  }
  return { report, at, length: end - at, next };
};

const bytesOf = (all: readonly HostRows[], first: number, { chunk, index }: HostRows & { kind: 'planned' }, place: number): Bytes => {
  let at = 0;
  for (let before = 0; before < index; before += 1) at += chunk.lengths[before * FILES + place] ?? 0;
  let end = at;
  let next = first;
  for (let rows = all[next]; rows?.kind === 'planned' && rows.chunk === chunk && rows.index === index + next - first; rows = all[next]) {
    end += chunk.lengths[rows.index * FILES + place] ?? 0;
    next += 1;
  }
  return { report: null, bytes: chunk.bytes[place]?.subarray(at, end) ?? new Uint8Array(0), next };
};
