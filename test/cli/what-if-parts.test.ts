import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { converge, type Ended, makeFolder, writeInventory } from './converge.ts';

let folder: ReturnType<typeof makeFolder>;
const at = (name: string): string => join(folder.path, name);
const write = (name: string, ...lines: string[]): void => writeFileSync(at(name), `${lines.join('\n')}\n`);
const whatIf = (...words: string[]): Promise<Ended> => converge(['what-if', 'fleet', ...words, '--quiet'], folder.path);

beforeAll(() => {
  folder = makeFolder();
  writeInventory(at('fleet'), { hv01: 'prod', hv02: 'prod' });
  write('parts.yaml', 'name: parts', 'parts:', '  - { option: card, link_mbps: 25000 }', '  - { option: set }');
});
afterAll(() => folder.remove());

describe('the parts of a scenario', { timeout: 60_000 }, () => {
  test('cost what a price list says, beside the cost that is stated, to the last digit', async () => {
    const prices = ['port,,,,port,640,EUR', 'port,10000,,,port,265.10,EUR', 'os,,,2022,core,72.255,EUR'];
    write('prices.csv', 'option,link_mbps,model,os,unit,price,currency', ...prices);
    const parts = ['parts:', '  - { option: port, link_mbps: 10000, count: 3 }', '  - { option: os, os: 2022, count: 32 }'];
    write('bought.yaml', 'name: bought', 'cost: 0.0001', ...parts);
    write('ports.yaml', 'name: ports', 'parts: [ { option: port } ]');
    const ended = await whatIf('bought.yaml', 'ports.yaml', '--stack', '--prices', 'prices.csv', '--out', 'out');
    expect(ended).toEqual({ exit: 0, out: '', err: '' });
    const costs = readFileSync(at('out/fleet.csv'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(',').at(-1));
    expect(costs).toEqual(['cost', '', '3107.4601', '3747.4601']);
  });

  test('are refused without a price list, with the place where they stand', async () => {
    const { exit, err } = await whatIf('parts.yaml', '--out', 'refused');
    expect({ exit, isWritten: existsSync(at('refused')) }).toEqual({ exit: 2, isWritten: false });
    expect(err).toBe(
      'parts.yaml:3:5: error no-price-list: The scenario has parts, and no price list says what they cost.\n    Name one with --prices, or write the sum as cost.\n',
    );
  });

  test('are refused where the list has no price for them, or is broken', async () => {
    write('one.csv', 'option,unit,price,currency', 'set,host,180,EUR');
    const { exit, err } = await whatIf('parts.yaml', '--prices', 'one.csv', '--out', 'refused');
    expect({ exit, isWritten: existsSync(at('refused')) }).toEqual({ exit: 2, isWritten: false });
    expect(err).toBe(
      'parts.yaml:3:5: error no-price: The price list has no price for card of 25000 Mbit/s.\n    Add it to the list, or say more of what is bought: link_mbps, model, os.\n',
    );
    write('broken.csv', 'option,unit,price,currency', 'set,host,cheap,EUR');
    const broken = await whatIf('parts.yaml', '--prices', 'broken.csv', '--out', 'refused');
    expect(broken.exit).toBe(2);
    expect(broken.err).toMatch(/^broken\.csv:2:10: error /);
  });
});
