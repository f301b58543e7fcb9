import { OTHER } from './scope.js';

/** Names that the application chooses, as values of metrics: those beyond a limit are one, so that series stay few. */
export class BoundedNames {
  readonly #limit: number;
  readonly #known = new Set<string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The name itself, if it is among the first ones. */
  of(name: string): string {
    if (this.#known.has(name)) return name;
    if (this.#known.size === this.#limit) return OTHER;
    this.#known.add(name);
    return name;
  }
}
