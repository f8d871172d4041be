/** Which files of a run's folder converge wrote, so that retention never removes anything else. */
import { HOST_FILES } from './render-outcome.ts';
import { PRIVATE } from './run-store.ts';

const OWN_FILES: ReadonlySet<string> = new Set([...HOST_FILES, 'clusters.csv', 'summary.json', 'report.html', 'diff.csv']);
const SCRIPT = /^apply\/[^/]+\/[^/]+\.ps1$/;
/** What a writer that was killed left. */
const PARTIAL = /\.partial$/;
const FOLDER = /^apply(?:\/[^/]+)?$/;

/** @param path below the folder of the run, with `/` between */
export const isRunFile = (path: string): boolean =>
  OWN_FILES.has(path.replace(PARTIAL, '')) || SCRIPT.test(path) || path.startsWith(`${PRIVATE}/`);
export const isRunFolder = (path: string): boolean => FOLDER.test(path) || path === PRIVATE || path.startsWith(`${PRIVATE}/`);

const SUMMARY_START = /^\{\s*"schema":\s*"converge-summary-\d+"/;

/** @param start the first hundred characters of a summary.json */
export const isSummary = (start: string): boolean => SUMMARY_START.test(start);
