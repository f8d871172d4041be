import { describe, expect, it } from 'vitest';
import { ChunkRows, type EncodedHosts, renderHosts, memoryOf } from '../../src/cli/fragment.ts';
import { DIGESTS, RUN_FILES } from '../../src/cli/run-files.ts';
import { digestOf } from '../../src/reports/digest.ts';
import { HOST_FILES, renderOutcome } from '../../src/reports/render-outcome.ts';
import { sampleFailed, samplePlanned, sampleRejected } from '../reports/sample-outcome.ts';

const OPTIONS = { rawCells: false };
const OUTCOMES = [samplePlanned({ host: 'Höst' }), sampleRejected(), sampleFailed(), samplePlanned()];

/** One record a host: its text in each file. */
const textsOf = ({ bytes, lengths }: EncodedHosts): readonly Readonly<Record<string, string>>[] => {
  const at = RUN_FILES.map(() => 0);
  return Array.from({ length: lengths.length / RUN_FILES.length }, (_, host) =>
    Object.fromEntries(
      RUN_FILES.map((file, place) => {
        const start = at[place] ?? 0;
        const end = start + (lengths[host * RUN_FILES.length + place] ?? 0);
        at[place] = end;
        return [file, Buffer.from(bytes[place]?.slice(start, end) ?? []).toString('utf8')];
      }),
    ),
  );
};

describe('the rows of a chunk', () => {
  it('are those of each of its hosts, in the order that is asked for', () => {
    const rows = new ChunkRows(OPTIONS);
    for (const outcome of OUTCOMES) rows.add(outcome, []);
    const order = [2, 0, 3, 1];
    expect(textsOf(rows.encode(order, null))).toEqual(
      order.map((place) => {
        const outcome = OUTCOMES[place] ?? sampleFailed();
        return { ...renderOutcome(outcome, OPTIONS), [DIGESTS]: `${JSON.stringify(digestOf(outcome))}\n` };
      }),
    );
  });

  it('stand in memory that was used before, where that is large enough, and say the same', () => {
    const encode = (used: ArrayBuffer | null) => {
      const rows = new ChunkRows(OPTIONS);
      rows.add(samplePlanned(), []);
      return rows.encode([0], used);
    };
    const fresh = encode(null);
    const size = memoryOf(fresh)?.byteLength ?? 0;
    const large = new ArrayBuffer(size + 100);
    new Uint8Array(large).fill(0x2c);
    expect(memoryOf(encode(large))).toBe(large);
    expect(textsOf(encode(large))).toEqual(textsOf(fresh));
    const small = new ArrayBuffer(size - 1);
    expect(memoryOf(encode(small))).not.toBe(small);
    expect(textsOf(encode(small))).toEqual(textsOf(fresh));
  });

  it('stay as they are when the next chunk is written where they were', () => {
    const first = renderHosts([{ outcome: samplePlanned(), loose: [] }], OPTIONS);
    const before = textsOf(first);
    renderHosts([{ outcome: samplePlanned({ host: 'another' }), loose: [] }], OPTIONS);
    expect(textsOf(first)).toEqual(before);
    expect(memoryOf(first)?.byteLength).toBe(first.bytes.reduce((sum, { length }) => sum + length, 0));
  });

  it('of one host end with the problems that cost it no more than a cell', () => {
    const loose = sampleRejected().problems;
    const [texts] = textsOf(renderHosts([{ outcome: samplePlanned(), loose }], OPTIONS));
    expect(texts?.['rejects.csv']).toContain('nics.csv,42,17,link-speed-range');
    expect(texts?.['outcomes.jsonl']?.trimEnd().split('\n').at(-1)).toBe(JSON.stringify({ kind: 'no-host', problems: loose }));
    expect(HOST_FILES.every((file) => file in (texts ?? {}))).toBe(true);
  });
});
