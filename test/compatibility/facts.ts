/** The facts of the rule table, row by row, as they were found; the rules are held against them. */
import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { OS_VERSIONS, type OsVersion, type Teaming, TEAMINGS } from '../../src/model/host.ts';

export interface Fact {
  readonly table: string;
  readonly feature: string;
  readonly with: string;
  readonly teaming: string;
  readonly os: string;
  readonly verdict: string;
  readonly evidence: string;
  readonly source: string;
}

export const FACTS: readonly Fact[] = parse(readFileSync('test/compatibility/facts.csv'), { columns: true });

export const teamingsOf = ({ teaming }: Fact): readonly Teaming[] => (teaming === 'any' ? TEAMINGS : [teaming as Teaming]);

export const osOf = ({ os }: Fact): readonly OsVersion[] => {
  const [from, to = from] = os.split('-') as [OsVersion, OsVersion?];
  return OS_VERSIONS.slice(OS_VERSIONS.indexOf(from), OS_VERSIONS.indexOf(to) + 1);
};
