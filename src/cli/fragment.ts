/** What a run keeps of one host: its rows, its figures and, where we failed it, why. */
import type { Outcome, Violation } from '../model/outcome.ts';
import type { Problem } from '../model/problem.ts';
import { digestOf } from '../reports/digest.ts';
import { renderRejects } from '../reports/rejects-table.ts';
import { renderOutcome } from '../reports/render-outcome.ts';
import type { RenderOptions } from '../reports/table.ts';
import { hostlessLine } from './hostless-line.ts';
import { DIGESTS, RUN_FILES, type RunFile } from './run-files.ts';

export interface Fragment {
  readonly host: string;
  readonly cluster: string;
  readonly files: Readonly<Record<RunFile, string>>;
  /** Empty unless the host failed. */
  readonly violations: readonly Violation[];
}

/** @param loose problems of the host that cost it nothing but their cell; they stand behind its own rows */
export const renderFragment = (outcome: Outcome, loose: readonly Problem[], options: RenderOptions): Fragment => {
  const files = renderOutcome(outcome, options);
  return {
    host: outcome.host,
    cluster: outcome.cluster,
    files: {
      ...files,
      ...(loose.length === 0 ? {} : withLoose(files, loose, options)),
      [DIGESTS]: `${JSON.stringify(digestOf(outcome))}\n`,
    },
    violations: outcome.kind === 'failed' ? outcome.violations : [],
  };
};

const withLoose = (
  files: Pick<Fragment['files'], 'rejects.csv' | 'outcomes.jsonl'>,
  loose: readonly Problem[],
  options: RenderOptions,
): Pick<Fragment['files'], 'rejects.csv' | 'outcomes.jsonl'> => ({
  'rejects.csv': files['rejects.csv'] + renderRejects(loose, options),
  'outcomes.jsonl': files['outcomes.jsonl'] + hostlessLine(loose),
});

/** The rows of some hosts as bytes: for each file those of all hosts, and how many are whose. */
export interface EncodedHosts {
  /** In order of RUN_FILES. */
  readonly bytes: readonly Uint8Array<ArrayBuffer>[];
  /** RUN_FILES numbers a host, in order of host. */
  readonly lengths: Uint32Array<ArrayBuffer>;
}

export const encodeFragments = (fragments: readonly Fragment[]): EncodedHosts => {
  const lengths = new Uint32Array(fragments.length * RUN_FILES.length);
  const bytes = RUN_FILES.map((file, place) => {
    let total = 0;
    fragments.forEach(({ files }, index) => {
      const length = Buffer.byteLength(files[file]);
      lengths[index * RUN_FILES.length + place] = length;
      total += length;
    });
    const encoded = Buffer.from(new ArrayBuffer(total));
    let at = 0;
    for (const { files } of fragments) at += encoded.write(files[file], at);
    return new Uint8Array(encoded.buffer);
  });
  return { bytes, lengths };
};
