import { describe, expect, test } from 'vitest';
import { conflictSet } from '../../src/solver/conflict.ts';
import { createSolver } from '../../src/solver/facade.ts';
import { solveLexicographic } from '../../src/solver/lexicographic.ts';
import { atLeast, atMost, exactly, minimize, real, whole } from './models.ts';

const solver = createSolver({ second: null });
const strict = { absolute: 1e-9, relative: 0 };

describe('objectives in strict order', () => {
  const model = minimize([real(0, 0, 10), real(0, 0, 10)], [atMost('sum', [1, 1], 12)]);

  test('a later pass takes only what the ones before leave', () => {
    const answer = solveLexicographic(solver, model, [
      { name: 'first', sense: 'max', costs: [1, 0], tolerance: strict },
      { name: 'second', sense: 'max', costs: [0, 1], tolerance: strict },
    ]);
    expect(answer).toMatchObject({ kind: 'optimal', objective: expect.closeTo(2, 6) });
    expect(answer.reached.map(({ name, value }) => [name, value])).toEqual([
      ['first', 10],
      ['second', expect.closeTo(2, 6)],
    ]);
  });

  test('the order decides', () => {
    const answer = solveLexicographic(solver, model, [
      { name: 'second', sense: 'max', costs: [0, 1], tolerance: strict },
      { name: 'first', sense: 'max', costs: [1, 0], tolerance: strict },
    ]);
    expect(answer.reached.map(({ value }) => Math.round(value))).toEqual([10, 2]);
  });

  test('a relative tolerance is what a later pass may give away', () => {
    const answer = solveLexicographic(solver, model, [
      { name: 'first', sense: 'max', costs: [1, 0], tolerance: { absolute: 0, relative: 0.1 } },
      { name: 'second', sense: 'max', costs: [0, 1], tolerance: strict },
    ]);
    expect(answer).toMatchObject({ kind: 'optimal', x: [9, 3] });
  });

  test('an infeasible model stops at the first pass', () => {
    const contradiction = minimize([real(0, 0, 1)], [atLeast('need', [1], 2)]);
    const answer = solveLexicographic(solver, contradiction, [{ name: 'first', sense: 'min', costs: [1], tolerance: strict }]);
    expect(answer).toMatchObject({ kind: 'infeasible', reached: [] });
  });
});

describe('conflict sets', () => {
  test('the rows that cannot hold together are named, and none that could be left out', () => {
    const model = minimize(
      [real(0), real(0)],
      [atMost('cpu-head', [1, 0], 3), atMost('vf-limit:nic2', [1, 1], 4), atLeast('window', [1, 0], 2), atLeast('floor:vm7', [0, 1], 3)],
    );
    expect(conflictSet(solver, model)).toEqual({ kind: 'conflict', rows: ['vf-limit:nic2', 'window', 'floor:vm7'], minimal: true });
  });

  test('a row that no whole number satisfies is a conflict of its own', () => {
    const model = minimize([whole(5), whole(1)], [atMost('cap', [1, 1], 9), exactly('odd', [2, 4], 7)]);
    expect(conflictSet(solver, model)).toEqual({ kind: 'conflict', rows: ['odd'], minimal: true });
  });

  test('bounds that contradict each other need no row', () => {
    expect(conflictSet(solver, minimize([real(0, 2, 1)], [atMost('cap', [1], 9)]))).toEqual({ kind: 'conflict', rows: [], minimal: true });
  });

  test('a model with points has no conflict, not even an unbounded one', () => {
    expect(conflictSet(solver, minimize([real(-1)], [atLeast('floor', [1], 1)]))).toEqual({ kind: 'no-conflict' });
  });
});
