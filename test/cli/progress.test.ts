import { describe, expect, test } from 'vitest';
import { openProgress, progressLine } from '../../src/cli/progress.ts';

const terminal = (written: string[], isTTY: boolean, columns = 80): NodeJS.WriteStream =>
  ({ isTTY, columns, write: (text: string) => written.push(text) > 0 }) as unknown as NodeJS.WriteStream;

describe('the progress line', () => {
  test('tells hosts, their rate and the time left', () => {
    expect(progressLine(250, 1000, 500)).toBe('250/1000 hosts, 500 hosts/s, 2 s left');
    expect(progressLine(10, 10_000, 1000)).toBe('10/10000 hosts, 10 hosts/s, 16 min 39 s left');
    expect(progressLine(0, 1000, 0)).toBe('0/1000 hosts, 0 hosts/s');
  });

  test('is written at most ten times a second, and cleared at the end', () => {
    const written: string[] = [];
    let time = 0;
    const progress = openProgress(terminal(written, true), () => time);
    for (time = 1; time <= 1000; time += 1) progress.show(time, 1000);
    progress.clear();
    expect(written).toHaveLength(11);
    expect(written.at(-1)).toBe('\r\u001b[2K');
  });

  test('is shorter than the terminal, so that it never wraps', () => {
    const written: string[] = [];
    openProgress(terminal(written, true, 20), () => 0).show(500_000, 1_000_000);
    expect(written).toEqual(['\r\u001b[2K500000/1000000 host']);
  });

  test('is not written to a file', () => {
    const written: string[] = [];
    const progress = openProgress(terminal(written, false), () => 0);
    progress.show(1, 2);
    progress.clear();
    expect(written).toEqual([]);
  });
});
