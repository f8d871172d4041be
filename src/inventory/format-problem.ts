import type { Problem } from '../model/problem.ts';

/**
 * Two lines for a terminal: what is wrong and where, then what to do. Line and column are left out where the problem
 * is one of the whole file or the whole row. `folder`, where given, goes before the file so that an editor can jump there.
 */
export const formatProblem = (problem: Problem, folder = ''): string => {
  const file = folder === '' ? problem.file : `${folder.replace(/[/\\]$/, '')}/${problem.file}`;
  const line = problem.line === 0 ? '' : `:${problem.line}`;
  const column = problem.column === 0 ? '' : `:${problem.column}`;
  return `${file}${line}${column}: ${problem.severity} ${problem.code}: ${problem.message}\n    ${problem.remedy}`;
};
