/** `converge sensitivity`: from the inventory to sensitivity.csv, measure-first.csv and one screen. */
import { doubtHosts } from '../fleet/doubt-hosts.ts';
import type { Inventory } from '../inventory/read-inventory.ts';
import type { Host } from '../model/host.ts';
import { compareNames } from '../model/name.ts';
import type { HostSensitivity } from '../model/sensitivity.ts';
import { renderSensitivityScreen } from '../reports/sensitivity-screen.ts';
import { measureFirst, renderMeasureFirst, renderSensitivity } from '../reports/sensitivity-tables.ts';
import { readPolicyOf } from './choose-policy.ts';
import type { ExitCode } from './exit-codes.ts';
import { askFleet } from './fleet-question.ts';
import { countLine, exitOf, folderOf, hostsToAsk, stateLost } from './question-hosts.ts';
import type { QuestionOptions } from './question-options.ts';
import { writeFiles } from './write-files.ts';

const DEFAULT_COLUMNS = 80;

/** Rejected hosts have a row too. */
const inOrder = (answers: readonly HostSensitivity[], { rejected }: Inventory): readonly HostSensitivity[] => {
  const lost = rejected.map(({ host, cluster }): HostSensitivity => ({ kind: 'rejected', host, cluster, violations: [] }));
  return [...answers, ...lost].sort((a, b) => compareNames(a.host, b.host));
};

const died = ({ name: host, cluster }: Host, message: string): HostSensitivity => ({
  kind: 'failed',
  host,
  cluster,
  violations: [{ rule: 'sensitivity-threw', subject: host, message }],
});

/** @throws PolicyError, InventoryError and UsageError before anything is written; the signal's reason when interrupted */
export const runSensitivity = async (options: QuestionOptions, signal: AbortSignal): Promise<ExitCode> => {
  const policy = await readPolicyOf(options.policy);
  const inventory = hostsToAsk(options);
  const worker = new URL('./sensitivity-worker.js', import.meta.url);
  const question = { worker, settings: policy, answer: (hosts: readonly Host[]) => doubtHosts(hosts, policy), died };
  const hosts = inOrder(await askFleet(inventory.hosts, question, { threads: options.threads, signal }), inventory);
  const measure = measureFirst(hosts);
  const folder = folderOf(options, 'sensitivity');
  await writeFiles(folder, {
    'sensitivity.csv': renderSensitivity(hosts, options),
    'measure-first.csv': renderMeasureFirst(measure, options),
  });
  const lost = hosts.flatMap((each) => (each.kind === 'failed' ? [each] : []));
  stateLost(lost);
  const columns = process.stdout.columns || DEFAULT_COLUMNS;
  process.stdout.write(`${renderSensitivityScreen({ hosts, measure, folder, columns })}\n${countLine(inventory, lost.length)}\n`);
  return exitOf(inventory, lost.length);
};
