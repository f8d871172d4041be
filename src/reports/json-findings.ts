/** Findings and blockers as outcomes.jsonl holds them: the plan's own once, with what is said about them. */
import type { Finding } from '../model/finding.ts';
import type { StatedBlocker, StatedFinding } from '../model/outcome.ts';
import type { Blocker } from '../model/plan.ts';
import { type Columns, membersOf, rowsOf, someColumns } from './json-columns.ts';

interface LeanFinding extends StatedFinding {
  /**
   * Values of the plan's finding, which has the same severity, code and subject; `words`: it is a rule of the compatibility
   * table with these words, and the code is its id; null: the plan has no such finding.
   */
  readonly values: Finding['values'] | 'words' | null;
}
export type LeanFindings = Columns<LeanFinding> | undefined;

const FINDING = membersOf<LeanFinding>({
  severity: (row) => row.severity,
  code: (row) => row.code,
  subject: (row) => row.subject,
  values: (row) => row.values,
  message: (row) => row.message,
  remedy: (row) => row.remedy,
  source: (row) => row.source,
});

const isStatementOf = (stated: StatedFinding | undefined, finding: Finding): boolean => {
  if (stated === undefined || stated.severity !== finding.severity || stated.subject !== finding.subject) return false;
  if (finding.code !== 'rule') return stated.code === finding.code;
  const { rule, message, remedy, source } = finding.values;
  return stated.code === rule && stated.message === message && stated.remedy === remedy && stated.source === source;
};

const valuesOf = (finding: Finding | undefined): LeanFinding['values'] => {
  if (finding === undefined) return null;
  return finding.code === 'rule' ? 'words' : finding.values;
};

/** The plan's findings are said where the stated ones do not begin with them, one for one. */
export const encodeFindings = (
  stated: readonly StatedFinding[],
  found: readonly Finding[],
): { readonly table: LeanFindings; readonly unstated: readonly Finding[] | undefined } => {
  const paired = found.every((finding, index) => isStatementOf(stated[index], finding));
  const rows = stated.map((each, index): LeanFinding => {
    const { severity, code, subject, message, remedy, source } = each;
    return { severity, code, subject, values: valuesOf(paired ? found[index] : undefined), message, remedy, source };
  });
  return { table: someColumns(FINDING, rows), unstated: paired ? undefined : found };
};

/** The stated findings, and those of the plan behind them. */
export const decodeFindings = (
  findings: LeanFindings,
): { readonly stated: readonly StatedFinding[]; readonly found: readonly Finding[] } => {
  const rows = rowsOf(FINDING, findings);
  return { stated: rows.map(({ values: _, ...stated }) => stated), found: rows.flatMap(foundOf) };
};

const foundOf = ({ severity, code, subject, values, message, remedy, source }: LeanFinding): readonly Finding[] => {
  if (values === null) return [];
  if (values === 'words') return [{ code: 'rule', severity, subject, values: { rule: code, message, remedy, source } }];
  return [{ code, severity, subject, values } as Finding];
};

const BLOCKER = membersOf<LeanBlocker>({
  vm: (row) => row.vm,
  reason: (row) => row.reason,
  memory: (row) => row.memory,
  dirtyRate: (row) => row.dirtyRate,
  blackout: (row) => row.blackout,
  required: (row) => row.required,
  remedy: (row) => row.remedy,
});

/** The remedy is null where it is that of the first VM with the same reason. */
interface LeanBlocker extends Omit<StatedBlocker, 'remedy'> {
  readonly remedy: string | null;
}

export type LeanBlockers = Columns<LeanBlocker> | undefined;

const isSame = (stated: StatedBlocker | undefined, blocker: Blocker): boolean =>
  stated !== undefined &&
  stated.vm === blocker.vm &&
  stated.reason === blocker.reason &&
  stated.memory === blocker.memory &&
  stated.dirtyRate === blocker.dirtyRate &&
  stated.blackout === blocker.blackout &&
  stated.required === blocker.required;

/** The plan's blockers are said where they are others than the stated ones. */
export const encodeBlockers = (
  stated: readonly StatedBlocker[],
  found: readonly Blocker[],
): { readonly table: LeanBlockers; readonly unstated: readonly Blocker[] | undefined } => {
  const first = new Map<string, string>();
  const rows = stated.map(({ vm, reason, memory, dirtyRate, blackout, required, remedy }): LeanBlocker => {
    const known = first.get(reason);
    if (known === undefined) first.set(reason, remedy);
    return { vm, reason, memory, dirtyRate, blackout, required, remedy: known === remedy ? null : remedy };
  });
  const same = stated.length === found.length && found.every((blocker, index) => isSame(stated[index], blocker));
  return { table: someColumns(BLOCKER, rows), unstated: same ? undefined : found };
};

export const decodeBlockers = (blockers: LeanBlockers): readonly StatedBlocker[] => {
  const first = new Map<string, string>();
  return rowsOf(BLOCKER, blockers).map(({ remedy, ...rest }) => {
    const said = remedy ?? first.get(rest.reason) ?? '';
    if (!first.has(rest.reason)) first.set(rest.reason, said);
    return { ...rest, remedy: said };
  });
};

export const blockerOf = ({ vm, reason, memory, dirtyRate, blackout, required }: StatedBlocker): Blocker =>
  ({ vm, reason, memory, dirtyRate, blackout, required }) as Blocker;
