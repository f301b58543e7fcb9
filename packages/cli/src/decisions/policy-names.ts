/** The maximum number of policies to name. */
const MAX_NAMES = 20;

/** The policies of decisions, while the one that was asked for is not among them. */
export class PolicyNames {
  readonly #wanted: string | undefined;
  readonly #names = new Set<string>();
  #isFound = false;

  /** @param wanted Undefined if any policy will do. */
  constructor(wanted: string | undefined) {
    this.#wanted = wanted;
  }

  add(name: string): void {
    if (name === this.#wanted) this.#isFound = true;
    else if (this.#wanted !== undefined && this.#names.size < MAX_NAMES) this.#names.add(name);
  }

  /** The other policies; undefined if there are none, or if the one that was asked for is there too. */
  get others(): readonly string[] | undefined {
    return this.#isFound || this.#names.size === 0 ? undefined : [...this.#names].sort();
  }
}
