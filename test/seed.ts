/**
 * Everybody's run tries the same cases, so that a red test is red for the next person too. Other cases: CONVERGE_SEED=<number>,
 * or CONVERGE_SEED=random; fast-check prints the seed of what fails.
 */
import fc from 'fast-check';

const wanted = process.env.CONVERGE_SEED ?? '20261123';
if (wanted !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted) });
