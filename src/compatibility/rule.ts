/** The shape of one row of the rule table. */
import type { Severity } from '../model/finding.ts';
import type { OsVersion, Teaming, Vm } from '../model/host.ts';
import type { Companion, Feature } from './feature.ts';
import type { SeenAdapter, SeenHost, SeenSwitch } from './seen-host.ts';

/**
 * How well the row is supported: read in the maker's own documents, in somebody else's, worked out from such, or by
 * nobody who says how he knows. A row of the last kind is planned as if it held and says so.
 */
export type Evidence = 'documented' | 'secondary' | 'derived' | 'not verified';

/** Which part of the printed table the row stands in. */
export type Section = 'operating-system' | 'team' | 'pair' | 'setting' | 'advice';

export type Verdict =
  | { readonly kind: 'works'; readonly note: string }
  | { readonly kind: 'conditional'; readonly condition: string }
  | { readonly kind: 'excluded'; readonly because: string }
  /** Both ways work, and one is recommended. */
  | { readonly kind: 'advised'; readonly setting: string };

/**
 * What one switch, adapter or host says about a row: the combination is not there; it is there and as it should be; it
 * is there and should not be so; or it is there, and the inventory does not show whether the condition is met.
 */
export type Use = 'absent' | 'sound' | 'broken' | 'unseen';

/** Where the row is looked for. Team and operating system of the row are checked before it is asked. */
export type Look<Answer extends Use> =
  | { readonly at: 'switch'; readonly use: (seen: SeenSwitch, host: SeenHost) => Answer }
  /** Each adapter of a running VM, with its switch; `where` says on which switches one can be meant at all. */
  | { readonly at: 'adapter'; readonly where: (on: SeenSwitch) => boolean; readonly use: (seen: SeenAdapter, on: SeenSwitch) => Answer }
  | { readonly at: 'vm'; readonly use: (seen: Vm) => Answer }
  | { readonly at: 'host'; readonly use: (seen: SeenHost) => Answer }
  /** No column of the inventory shows it; `lacks` says what is missing. */
  | { readonly at: 'nowhere'; readonly lacks: string };

/** What a reader is told where the row is broken. */
export interface RuleSentence {
  readonly severity: Severity;
  readonly message: (subject: string) => string;
}

interface RowOfTable {
  /** A fact in kebab-case; the code of the finding. */
  readonly id: string;
  readonly section: Section;
  readonly feature: Feature;
  /** What it meets; null: the team and the operating system alone. */
  readonly with: Companion | null;
  readonly teamings: readonly Teaming[];
  /** The operating systems from and to, both included. */
  readonly from: OsVersion;
  readonly to: OsVersion;
  readonly verdict: Verdict;
  readonly evidence: Evidence;
  readonly source: string;
  /** What to do where the row is broken; '' where nothing can be. */
  readonly remedy: string;
}

/** A row that can be found broken has a sentence for it, or it does not compile. */
export type Rule = RowOfTable &
  (
    | { readonly look: Look<Use>; readonly sentence: RuleSentence }
    | { readonly look: Look<Exclude<Use, 'broken'>>; readonly sentence: null }
  );

export const ANY_TEAMING: readonly Teaming[] = ['none', 'lbfo', 'set'];
export const LBFO: readonly Teaming[] = ['lbfo'];
export const SET: readonly Teaming[] = ['set'];
export const EITHER_TEAM: readonly Teaming[] = ['lbfo', 'set'];

export const works = (note = ''): Verdict => ({ kind: 'works', note });
export const conditional = (condition: string): Verdict => ({ kind: 'conditional', condition });
export const excluded = (because: string): Verdict => ({ kind: 'excluded', because });
export const advised = (setting: string): Verdict => ({ kind: 'advised', setting });

/** There or not there; where it is there it is as it should be. */
export const soundIf = (there: boolean): 'sound' | 'absent' => (there ? 'sound' : 'absent');
/** There or not there; where it is there it should not be. */
export const brokenIf = (there: boolean): 'broken' | 'absent' => (there ? 'broken' : 'absent');

/** The rest of a row that the inventory does not show. */
export const unseen = (lacks: string, remedy = ''): Pick<Rule, 'remedy'> & { look: Look<never>; sentence: null } => ({
  remedy,
  look: { at: 'nowhere', lacks },
  sentence: null,
});

/** The rest of a row that works wherever it is in use. */
export const seenOn = (isUsed: (seen: SeenSwitch, host: SeenHost) => boolean): Pick<Rule, 'remedy'> & QuietLook => ({
  remedy: '',
  look: { at: 'switch', use: (seen, host) => soundIf(isUsed(seen, host)) },
  sentence: null,
});

interface QuietLook {
  readonly look: Look<Exclude<Use, 'broken'>>;
  readonly sentence: null;
}

/** Rows of the matrix: one feature, one team, the operating systems of one verdict. */
export const TEAM_ROW = { section: 'team', with: null } as const;
export const LBFO_TO_2019 = { ...TEAM_ROW, teamings: LBFO, from: '2012r2', to: '2019' } as const;
export const SET_FROM_2016 = { ...TEAM_ROW, teamings: SET, from: '2016', to: '2025' } as const;
export const SET_FROM_2019 = { ...TEAM_ROW, teamings: SET, from: '2019', to: '2025' } as const;
/** Pairs that meet wherever they meet. */
export const ANYWHERE = { teamings: ANY_TEAMING, from: '2012r2', to: '2025' } as const;
