/**
 * The least any planner of this kind must do: parse the five inputs with csv-parse into arrays, and write the report rows
 * with csv-stringify. One thread; each library in the form that was the faster one where all fits in memory: the parser
 * synchronous on bytes (stream: a quarter more), the writer as a stream (synchronous: a quarter more).
 * Arguments: inventory folder, serialized rows of the reports, folder to write.
 */
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { deserialize } from 'node:v8';
import { restartClock } from './clock.ts';

const [inventory = '', rowsFile = '', out = ''] = process.argv.slice(2);

// Loaded without the parser, which would be warm otherwise: converge starts cold too.
const reports = deserialize(readFileSync(rowsFile)) as ReadonlyMap<string, string[][]>;
restartClock();

const { parse } = await import('csv-parse/sync');
const { stringify } = await import('csv-stringify');
mkdirSync(out, { recursive: true });
let cells = 0;
for (const name of ['hosts', 'switches', 'nics', 'vms', 'adapters']) {
  const rows: string[][] = parse(readFileSync(join(inventory, `${name}.csv`)));
  for (const row of rows) cells += row.length;
}
for (const [name, rows] of reports) {
  const writer = stringify();
  const file = writer.pipe(createWriteStream(join(out, name)));
  for (const row of rows) writer.write(row);
  writer.end();
  await finished(file);
}
if (cells === 0) throw new Error(`There is nothing to read in ${inventory}.`);
