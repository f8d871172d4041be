/**
 * Walks two reports together, host by host: both are in order of name, so two lines are all that is in memory. Lines
 * that are the same byte for byte are not taken apart, which most are from one night to the next.
 */
import { compareNames, nameKey } from '../model/name.ts';
import type { Outcome } from '../model/outcome.ts';
import { isHostlessLine } from './hostless-line.ts';
import { type RawLine, readLine, readRawReport } from './read-report.ts';
import { UsageError } from './usage-error.ts';

export type Joined =
  | { readonly kind: 'same' }
  | { readonly kind: 'both'; readonly earlier: Outcome; readonly now: Outcome }
  | { readonly kind: 'gone'; readonly earlier: Outcome }
  | { readonly kind: 'new'; readonly now: Outcome };

/** One report, a host at a time. */
class Side {
  #raw: RawLine | null = null;
  #outcome: Outcome | null = null;
  #last: string | null = null;
  readonly #lines: AsyncIterator<RawLine>;

  constructor(report: string) {
    this.#lines = readRawReport(report)[Symbol.asyncIterator]();
  }

  /** The line of the host at hand; null at the end. */
  get raw(): RawLine | null {
    return this.#raw;
  }

  /** The host at hand; null at the end, and at lines that belong to no host. */
  get outcome(): Outcome | null {
    if (this.#outcome === null && this.#raw !== null) {
      const line = readLine(this.#raw);
      if (line.kind === 'host') this.#outcome = this.#inOrder(line.outcome, this.#raw);
    }
    return this.#outcome;
  }

  async advance(): Promise<void> {
    const next = await this.#lines.next();
    this.#outcome = null;
    this.#raw = next.done === true ? null : next.value;
  }

  /** To the next host that can be compared, past the line of problems without a host. */
  async settle(): Promise<void> {
    while (this.#raw !== null && this.outcome === null) await this.advance();
  }

  async close(): Promise<void> {
    await this.#lines.return?.();
  }

  #inOrder(outcome: Outcome, { path, number }: RawLine): Outcome {
    if (this.#last !== null && compareNames(this.#last, outcome.host) >= 0) {
      throw new UsageError(`${path}:${number}: ${outcome.host} stands behind ${this.#last}.`, 'Name a folder as converge plan wrote it.');
    }
    this.#last = outcome.host;
    return outcome;
  }
}

/** @throws UsageError where a folder is no report, a line of it is broken, or its hosts are not in order */
export async function* mergeReports(earlier: string, now: string): AsyncGenerator<Joined, void, undefined> {
  const [old, current] = [new Side(earlier), new Side(now)];
  try {
    await Promise.all([old.advance(), current.advance()]);
    for (;;) {
      if (old.raw !== null && old.raw.text === current.raw?.text && !isHostlessLine(old.raw.text)) {
        yield { kind: 'same' };
        await Promise.all([old.advance(), current.advance()]);
        continue;
      }
      await Promise.all([old.settle(), current.settle()]);
      const joined = joinOutcomes(old.outcome, current.outcome);
      if (joined === null) return;
      yield joined;
      await Promise.all([joined.kind === 'new' ? null : old.advance(), joined.kind === 'gone' ? null : current.advance()]);
    }
  } finally {
    await Promise.all([old.close(), current.close()]);
  }
}

const joinOutcomes = (earlier: Outcome | null, now: Outcome | null): Joined | null => {
  if (earlier === null) return now === null ? null : { kind: 'new', now };
  if (now === null) return { kind: 'gone', earlier };
  if (nameKey(earlier.host) === nameKey(now.host)) return { kind: 'both', earlier, now };
  return compareNames(earlier.host, now.host) < 0 ? { kind: 'gone', earlier } : { kind: 'new', now };
};
