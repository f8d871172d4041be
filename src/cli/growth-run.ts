/** `converge growth`: from the inventory to growth.csv and one screen. */
import { growHosts, type GrowthSettings, MOST_GROWTH } from '../fleet/grow-hosts.ts';
import type { Inventory } from '../inventory/read-inventory.ts';
import type { GrowthRates, HostGrowth, LostHost } from '../model/growth.ts';
import type { Host } from '../model/host.ts';
import { compareNames } from '../model/name.ts';
import { growthRows } from '../scenario/growth-rows.ts';
import { renderGrowthScreen } from '../reports/growth-screen.ts';
import { renderClassGrowth, renderGrowth } from '../reports/growth-tables.ts';
import { readPolicyOf } from './choose-policy.ts';
import type { ExitCode } from './exit-codes.ts';
import { askFleet } from './fleet-question.ts';
import type { GrowthOptions } from './growth-options.ts';
import { countLine, exitOf, folderOf, hostsToAsk, stateLost } from './question-hosts.ts';
import { writeFiles } from './write-files.ts';

type Answer = HostGrowth | LostHost;

const ratesOf = async ({ pace, inventory }: GrowthOptions): Promise<GrowthRates> => {
  if (pace === null) return { ofHost: () => null, ofClass: () => null };
  if (pace.kind === 'given') return { ofHost: () => pace.rate, ofClass: () => pace.rate };
  const { ratesFromHistory } = await import('./history-rates.ts');
  return ratesFromHistory(pace.folder, inventory);
};

/** Rejected hosts have a row too. */
const inOrder = (answers: readonly Answer[], { rejected }: Inventory): readonly Answer[] => {
  const lost = rejected.map(({ host, cluster }): Answer => ({ kind: 'rejected', host, cluster, violations: [] }));
  return [...answers, ...lost].sort((a, b) => compareNames(a.host, b.host));
};

const died = ({ name: host, cluster }: Host, message: string): Answer => ({
  kind: 'failed',
  host,
  cluster,
  violations: [{ rule: 'growth-threw', subject: host, message }],
});

const DEFAULT_COLUMNS = 80;

/** @throws PolicyError, InventoryError and UsageError before anything is written; the signal's reason when interrupted */
export const runGrowth = async (options: GrowthOptions, signal: AbortSignal): Promise<ExitCode> => {
  const settings: GrowthSettings = { policy: await readPolicyOf(options.policy), loads: options.loads };
  const rates = await ratesOf(options);
  const inventory = hostsToAsk(options);
  const worker = new URL('./growth-worker.js', import.meta.url);
  const question = { worker, settings, answer: (hosts: readonly Host[]) => growHosts(hosts, settings), died };
  const answers = inOrder(await askFleet(inventory.hosts, question, { threads: options.threads, signal }), inventory);
  const rows = growthRows(answers, rates);
  const folder = folderOf(options, 'growth');
  const grown = answers.filter((answer) => answer.kind === 'grown');
  await writeFiles(folder, { 'growth.csv': renderGrowth(rows, options), 'growth-classes.csv': renderClassGrowth(grown, options) });
  const lost = answers.flatMap((answer) => (answer.kind === 'failed' ? [answer] : []));
  stateLost(lost);
  const columns = process.stdout.columns || DEFAULT_COLUMNS;
  const screen = renderGrowthScreen({ rows, loads: options.loads, pace: options.pace?.kind ?? 'none', most: MOST_GROWTH, folder, columns });
  process.stdout.write(`${screen}\n${countLine(inventory, lost.length)}\n`);
  return exitOf(inventory, lost.length);
};
