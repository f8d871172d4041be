// A worker for tests: what an item is called decides what becomes of its worker.
import { setTimeout as sleep } from 'node:timers/promises';

const act = async (item) => {
  if (item.startsWith('exit')) process.exit(7);
  if (item.startsWith('throw')) throw new Error(`thrown for ${item}`);
  if (item.startsWith('uncloneable')) return () => item;
  if (item.startsWith('memory')) {
    const hoard = [];
    for (;;) hoard.push(Array.from({ length: 1_000_000 }, () => item));
  }
  if (item.startsWith('hang')) for (;;);
  if (item.startsWith('slow')) await sleep(20);
  return item.toUpperCase();
};

export default async (items) => {
  const results = [];
  for (const item of items) results.push(await act(item));
  return results;
};
