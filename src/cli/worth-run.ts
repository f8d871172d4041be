/** `converge worth`: from the inventory to worth.csv and one screen. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readPrices } from '../inventory/read-prices.ts';
import type { Inventory } from '../inventory/read-inventory.ts';
import type { Host } from '../model/host.ts';
import { compareNames } from '../model/name.ts';
import type { PriceList } from '../model/price-list.ts';
import type { HostWorth } from '../model/worth.ts';
import { renderWorthScreen } from '../reports/worth-screen.ts';
import { renderUnfit, renderWorth } from '../reports/worth-tables.ts';
import { readPolicyOf } from './choose-policy.ts';
import type { ExitCode } from './exit-codes.ts';
import { askFleet } from './fleet-question.ts';
import { countLine, exitOf, folderOf, hostsToAsk, stateLost } from './question-hosts.ts';
import { stateProblems } from './state-problems.ts';
import { weighOptions, type WorthSettings } from './weigh-options.ts';
import type { WorthOptions } from './worth-options.ts';
import { writeFiles } from './write-files.ts';

const PRICES = 'prices.csv';
const DEFAULT_COLUMNS = 80;

/** @throws InventoryError with every problem of the list */
const pricesOf = ({ prices, inventory }: WorthOptions): PriceList | null => {
  const path = prices ?? join(inventory, PRICES);
  if (prices === null && !existsSync(path)) return null;
  const { notes, ...list } = readPrices(path, []);
  process.stderr.write(stateProblems(notes, '', null));
  return list;
};

/** Rejected hosts are answered for too. */
const inOrder = (answers: readonly HostWorth[], { rejected }: Inventory): readonly HostWorth[] => {
  const lost = rejected.map(({ host, cluster }): HostWorth => ({ kind: 'rejected', host, cluster, violations: [] }));
  return [...answers, ...lost].sort((a, b) => compareNames(a.host, b.host));
};

const died = ({ name: host, cluster }: Host, message: string): HostWorth => ({
  kind: 'failed',
  host,
  cluster,
  violations: [{ rule: 'worth-threw', subject: host, message }],
});

/** @throws PolicyError, InventoryError and UsageError before anything is written; the signal's reason when interrupted */
export const runWorth = async (options: WorthOptions, signal: AbortSignal): Promise<ExitCode> => {
  const prices = pricesOf(options);
  const settings: WorthSettings = { policy: await readPolicyOf(options.policy), prices, pressed: options.pressed };
  const inventory = hostsToAsk(options);
  const worker = new URL('./worth-worker.js', import.meta.url);
  const question = { worker, settings, answer: (hosts: readonly Host[]) => weighOptions(hosts, settings), died };
  const hosts = inOrder(await askFleet(inventory.hosts, question, { threads: options.threads, signal }), inventory);
  const folder = folderOf(options, 'worth');
  const weighed = hosts.filter((each) => each.kind === 'weighed');
  await writeFiles(folder, { 'worth.csv': renderWorth(weighed, prices, options), 'worth-unfit.csv': renderUnfit(weighed, options) });
  const lost = hosts.flatMap((each) => (each.kind === 'failed' ? [each] : []));
  stateLost(lost);
  const columns = process.stdout.columns || DEFAULT_COLUMNS;
  const screen = renderWorthScreen({ hosts, prices, pressed: options.pressed, folder, columns });
  process.stdout.write(`${screen}\n${countLine(inventory, lost.length)}\n`);
  return exitOf(inventory, lost.length);
};
