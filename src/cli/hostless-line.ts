/**
 * The last line of outcomes.jsonl where some problems belong to no host of the run: rejects.csv must be renderable again,
 * and an outcome per host has no place for them.
 */
import type { Problem } from '../model/problem.ts';

const START = '{"kind":"no-host",';

export const hostlessLine = (problems: readonly Problem[]): string => `${START}"problems":${JSON.stringify(problems)}}\n`;

export const isHostlessLine = (line: string): boolean => line.startsWith(START);

/** @throws SyntaxError where the line was cut */
export const problemsOfLine = (line: string): readonly Problem[] => (JSON.parse(line) as { problems: readonly Problem[] }).problems;
