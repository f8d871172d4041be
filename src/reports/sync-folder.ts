/** Makes the names in a folder durable. */
import { open } from 'node:fs/promises';

/** A rename is durable once its folder is. Windows cannot open a folder for that, and does not need it. */
export const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
};
