import { OTHER } from './scope.js';

/**
 * Names that the application chooses, as values of metrics: those beyond a limit share one value, to bound the number
 * of series.
 */
export class BoundedNames {
  readonly #limit: number;
  readonly #known = new Set<string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Returns the name itself if it is among the first ones, else the shared value. */
  of(name: string): string {
    if (this.#known.has(name)) return name;
    if (this.#known.size === this.#limit) return OTHER;
    this.#known.add(name);
    return name;
  }
}
