/** Results of a worker whose bytes change hands instead of being copied. */
import { Piscina } from 'piscina';

/** @param buffers memory within `value` that the worker gives away: it cannot be used there afterwards */
export const handOver = <Value>(value: Value, buffers: readonly ArrayBuffer[]): Value =>
  Piscina.move({
    get [Piscina.transferableSymbol]() {
      return buffers;
    },
    get [Piscina.valueSymbol]() {
      return value;
    },
  } as unknown as ArrayBuffer) as unknown as Value;
