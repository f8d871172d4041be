/** Why a host is planned otherwise than in an earlier run, as far as two reports can tell. */
import type { RunFacts } from './run-summary.ts';

/**
 * In the order in which they are named. `neighbours`: what is set once for the cluster follows its other members.
 * `selection`: a run of part of the fleet (--only). `input-not-shown`: input files differ, in something that a report does
 * not hold. `fault`: converge failed the host in one of the runs. `not-known`: nothing that two reports hold differs.
 */
export const CAUSES = ['input', 'neighbours', 'policy', 'version', 'selection', 'input-not-shown', 'fault', 'not-known'] as const;
export type Cause = (typeof CAUSES)[number];

/** What two runs do not share. */
export interface RunDifference {
  /** Input files whose bytes differ, or that one run alone read. */
  readonly files: readonly string[];
  readonly policy: boolean;
  /** null: the same version of converge. */
  readonly version: { readonly earlier: string; readonly now: string } | null;
}

export const compareRuns = (earlier: RunFacts, now: RunFacts): RunDifference => {
  const before = new Map(earlier.inputs.map(({ file, sha256 }) => [file, sha256]));
  const after = new Map(now.inputs.map(({ file, sha256 }) => [file, sha256]));
  const files = [...new Set([...before.keys(), ...after.keys()])].sort().filter((file) => before.get(file) !== after.get(file));
  return {
    files,
    policy: earlier.policySha256 !== now.policySha256,
    version: earlier.version === now.version ? null : { earlier: earlier.version, now: now.version },
  };
};

/** What is known about one host that both runs hold. */
export interface HostEvidence {
  /** Inputs of its own that a report shows and that differ: their kinds. */
  readonly inputs: readonly string[];
  /** Another member of its cluster whose inputs differ, or that came or went, where what is set once for the cluster differs. */
  readonly neighbour: string | null;
}

export interface Attribution {
  readonly causes: readonly Cause[];
  /** What exactly differs, cause by cause. */
  readonly detail: string;
}

/** Every cause that may have had part in it: two reports cannot tell what each of several did alone. */
export const attribute = (run: RunDifference, { inputs, neighbour }: HostEvidence): Attribution => {
  const found: [Cause, string][] = [];
  // Values that differ although every file is the same were read or worked out otherwise: by another version, or policy.
  const own = inputs.length > 0 && run.files.length > 0;
  if (own) found.push(['input', inputs.join(', ')]);
  if (neighbour !== null) found.push(['neighbours', neighbour]);
  if (run.policy) found.push(['policy', 'another policy']);
  if (run.version !== null) found.push(['version', `${run.version.earlier} to ${run.version.now}`]);
  if (!own && neighbour === null && run.files.length > 0) found.push(['input-not-shown', run.files.join(', ')]);
  if (found.length === 0) found.push(['not-known', '']);
  return { causes: found.map(([cause]) => cause), detail: found.flatMap(([, detail]) => (detail === '' ? [] : [detail])).join('; ') };
};

/** Why a host is in one run only: without another hosts.csv it was left out on purpose. */
export const attributePresence = (run: RunDifference): Attribution =>
  run.files.includes('hosts.csv') ? { causes: ['input'], detail: 'hosts.csv' } : { causes: ['selection'], detail: '--only' };
