/**
 * The journal of a run: a header that says what is being planned, then a line a chunk, written once the chunk is in the
 * files. It serves twice. A run that was killed goes on behind the last whole line; and the journal of a run that ended is
 * the index of its report: whoever plans the same fleet again finds there which clusters are as they were.
 */

export interface JournalHeader {
  readonly schema: string;
  /** Digest of all that plans depend on besides the inventory: version, policy, options. */
  readonly rules: string;
  readonly inputs: readonly { readonly file: string; readonly sha256: string; readonly bytes: number }[];
  readonly chunks: number;
}

export interface JournaledHost {
  readonly host: string;
  /** Bytes of the host in each file of the run. */
  readonly lengths: readonly number[];
}

export interface JournaledCluster {
  readonly cluster: string;
  /** Digest of all that its plans depend on in the inventory; null: something about it must be looked at again each time. */
  readonly digest: string | null;
  readonly hosts: readonly JournaledHost[];
}

/** `told`: what else is said of the run by this chunk. */
export interface JournaledChunk<Told> {
  readonly chunk: number;
  readonly ends: readonly number[];
  readonly checks: readonly number[];
  readonly clusters: readonly JournaledCluster[];
  readonly told: Told;
}

export const JOURNAL_SCHEMA = 'converge-journal-1';

export const headerLine = (header: JournalHeader): string => `${JSON.stringify(header)}\n`;
export const chunkLine = <Told>(chunk: JournaledChunk<Told>): string => `${JSON.stringify(chunk)}\n`;

const LINE_FEED = 0x0a;

export interface JournalLine<Told> {
  readonly chunk: JournaledChunk<Told>;
  /** Where the line stands in the journal. */
  readonly at: number;
  readonly end: number;
}

/** What a journal begins with; null: it is torn within its first line, or none of ours. */
export const readHeaderLine = (bytes: Buffer): { readonly header: JournalHeader; readonly end: number } | null => {
  const feed = bytes.indexOf(LINE_FEED);
  if (feed < 0) return null;
  const header = parseLine<JournalHeader>(bytes, 0, feed);
  return header?.schema === JOURNAL_SCHEMA ? { header, end: feed + 1 } : null;
};

/** The chunks of a journal, up to the first line that is torn or out of order. */
export function* readChunkLines<Told>(bytes: Buffer, from: number): Generator<JournalLine<Told>, void, undefined> {
  let expected = 0;
  for (let at = from; ; ) {
    const feed = bytes.indexOf(LINE_FEED, at);
    if (feed < 0) return;
    const chunk = parseLine<JournaledChunk<Told>>(bytes, at, feed);
    if (chunk === null || chunk.chunk !== expected) return;
    yield { chunk, at, end: feed + 1 };
    expected += 1;
    at = feed + 1;
  }
}

/** null: no JSON, as a line is whose end was never written. */
export const parseLine = <Line>(bytes: Buffer, at: number, end: number): Line | null => {
  try {
    return JSON.parse(bytes.toString('utf8', at, end)) as Line;
  } catch {
    return null;
  }
};
