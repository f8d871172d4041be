/** The files that grow with the hosts of a run: those of the report, and the figures of every host, for the sums of the run. */
import { headerOf, HOST_FILES, type HostFile } from '../reports/render-outcome.ts';

/** One line a host, JSON; it stays out of sight. */
export const DIGESTS = '.digests.jsonl';

export type RunFile = HostFile | typeof DIGESTS;
export const RUN_FILES: readonly RunFile[] = [...HOST_FILES, DIGESTS];

/** The first line of a file, with its line end; '' where it has none. */
export const headerOfRun = (file: RunFile): string => (file === DIGESTS ? '' : headerOf(file));
