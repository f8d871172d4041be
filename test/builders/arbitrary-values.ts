/** Small arbitraries that every noun of a host is drawn from. */
import fc from 'fast-check';

export const rate = (max: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max }),
    fc.integer({ min: 1, max: max * 10 }).map((tenths) => tenths / 10),
  );
export const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> => fc.option(value, { nil: null });
export const rarely = (weight = 8): fc.Arbitrary<boolean> =>
  fc.oneof({ arbitrary: fc.constant(false), weight }, { arbitrary: fc.constant(true), weight: 1 });
/** With `all`, every flow has a weight today. */
export const weightNow = (all: boolean): fc.Arbitrary<number | null> =>
  all ? fc.integer({ min: 1, max: 20 }) : maybe(fc.integer({ min: 0, max: 60 }));
