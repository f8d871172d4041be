/** The body of the thread that copies; see copier.ts. */
import { parentPort } from 'node:worker_threads';
import type { CopyAnswer } from './copier.ts';
import { copyExtents, type CopyTask } from './copy-extents.ts';

const answer = (answered: CopyAnswer): void => parentPort?.postMessage(answered);

/** A disk that is full is no end of the thread: whoever asked is told. */
const answerTo = async (task: CopyTask): Promise<CopyAnswer> => ({ checks: copyExtents(task) });

parentPort?.on('message', (task: CopyTask) => {
  answerTo(task).then(answer, (reason: unknown) => answer({ failure: reason instanceof Error ? reason.message : String(reason) }));
});
