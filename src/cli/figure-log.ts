/** The figures of the hosts of one run of a what-if, as they are told. */
import type { HostFigures } from '../model/comparison.ts';
import type { HostDigest } from '../reports/digest.ts';
import { figuresOf } from './host-figures.ts';

export class FigureLog {
  /** In the order in which the hosts were told. */
  readonly figures: HostFigures[] = [];
  readonly digests = new Map<string, HostDigest>();
  readonly known = new Map<HostDigest, HostFigures>();
  readonly #baseline: FigureLog | null;

  /** @param baseline run from which digests may have been taken: a host with the same digest has the same figures, as an object */
  constructor(baseline: FigureLog | null = null) {
    this.#baseline = baseline;
  }

  readonly add = (digest: HostDigest): void => {
    const known = this.#baseline?.known.get(digest);
    const figures = known ?? figuresOf(digest);
    this.figures.push(figures);
    if (this.#baseline !== null) return;
    this.known.set(digest, figures);
    this.digests.set(digest.host, digest);
  };
}
