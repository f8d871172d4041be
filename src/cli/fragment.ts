/** What a run keeps of its hosts: their rows as bytes, their figures and, where we failed one, why. */
import type { Outcome, Violation } from '../model/outcome.ts';
import type { Problem } from '../model/problem.ts';
import { ByteText } from '../reports/byte-text.ts';
import { digestOf } from '../reports/digest.ts';
import { writeRejects } from '../reports/rejects-table.ts';
import { HOST_FILES, writeOutcome } from '../reports/render-outcome.ts';
import type { RenderOptions } from '../reports/table.ts';
import { hostlessLine } from './hostless-line.ts';
import { DIGESTS, RUN_FILES, type RunFile } from './run-files.ts';

/** The rows of some hosts as bytes: for each file those of all hosts, and how many are whose. */
export interface EncodedHosts {
  /** In order of RUN_FILES; all are views of one buffer. */
  readonly bytes: readonly Uint8Array<ArrayBuffer>[];
  /** RUN_FILES numbers a host, in order of host. */
  readonly lengths: Uint32Array<ArrayBuffer>;
}

/** The buffer that all rows stand in. */
export const memoryOf = ({ bytes }: EncodedHosts): ArrayBuffer | null => bytes[0]?.buffer ?? null;

export interface RenderedHost {
  readonly host: string;
  /** Empty unless the host failed. */
  readonly violations: readonly Violation[];
}

/** A text a file, in order of RUN_FILES. They have grown to what a chunk needs, so they are used again. */
type Room = Readonly<Record<RunFile, ByteText>>;
const spare: Room[] = [];
const newRoom = (): Room => Object.fromEntries(RUN_FILES.map((file) => [file, new ByteText()])) as Record<RunFile, ByteText>;

/** Rows of hosts as they are planned; an outcome is many times its rows, and is not kept. */
export class ChunkRows {
  readonly #options: RenderOptions;
  readonly #room = spare.pop() ?? newRoom();
  /** Where the rows of each host end, in order of RUN_FILES. */
  readonly #ends: (readonly number[])[] = [];

  constructor(options: RenderOptions) {
    this.#options = options;
    for (const file of RUN_FILES) this.#room[file].clear();
  }

  /** @param loose problems of the host that cost it nothing but their cell; they stand behind its own rows */
  add(outcome: Outcome, loose: readonly Problem[]): RenderedHost {
    const room = this.#room;
    for (const file of HOST_FILES) writeOutcome(room[file], file, outcome, this.#options);
    if (loose.length > 0) {
      writeRejects(room['rejects.csv'], loose, this.#options);
      room['outcomes.jsonl'].text(hostlessLine(loose));
    }
    room[DIGESTS].text(`${JSON.stringify(digestOf(outcome))}\n`);
    this.#ends.push(RUN_FILES.map((file) => room[file].length));
    return { host: outcome.host, violations: outcome.kind === 'failed' ? outcome.violations : [] };
  }

  /**
   * The rows in the given order of hosts, each named by its number as it was added. Nothing can be added afterwards.
   * @param used memory that nobody needs any more; taken where it is large enough
   */
  encode(order: readonly number[], used: ArrayBuffer | null): EncodedHosts {
    const lengths = new Uint32Array(order.length * RUN_FILES.length);
    const total = RUN_FILES.reduce((sum, file) => sum + this.#room[file].length, 0);
    const buffer = used !== null && used.byteLength >= total ? used : new ArrayBuffer(total);
    let start = 0;
    const bytes = RUN_FILES.map((file, place) => {
      const text = this.#room[file];
      const target = new Uint8Array(buffer, start, text.length);
      start += text.length;
      let at = 0;
      order.forEach((host, index) => {
        const start = this.#ends[host - 1]?.[place] ?? 0;
        const end = this.#ends[host]?.[place] ?? start;
        text.copyTo(target, at, start, end);
        at += end - start;
        lengths[index * RUN_FILES.length + place] = end - start;
      });
      return target;
    });
    spare.push(this.#room);
    return { bytes, lengths };
  }
}

/** Rows of hosts that are all at hand, in their order. */
export const renderHosts = (
  hosts: readonly { readonly outcome: Outcome; readonly loose: readonly Problem[] }[],
  options: RenderOptions,
): EncodedHosts & { readonly hosts: readonly RenderedHost[] } => {
  const rows = new ChunkRows(options);
  const rendered = hosts.map(({ outcome, loose }) => rows.add(outcome, loose));
  return {
    hosts: rendered,
    ...rows.encode(
      hosts.map((_, index) => index),
      null,
    ),
  };
};
