const MAX_KEYS = 20_000;

/** The counts of {@link FrequentKeys}. Plain data. */
export interface FrequentKeysPart {
  readonly counts: readonly (readonly [string, number])[];
  readonly isExact: boolean;
}

/**
 * Counts the most frequent of any number of keys, in bounded memory. Beyond the bound the rarer half is dropped, so the
 * count of a remaining key may be too low.
 */
export class FrequentKeys {
  readonly #max: number;
  #counts = new Map<string, number>();
  #isExact = true;

  constructor(max = MAX_KEYS) {
    this.#max = max;
  }

  /** False once a key was dropped: counts are then lower bounds. */
  get isExact(): boolean {
    return this.#isExact;
  }

  add(key: string, weight: number): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + weight);
    if (this.#counts.size <= this.#max) return;
    this.#counts = new Map(this.#sorted().slice(0, this.#max / 2));
    this.#isExact = false;
  }

  get part(): FrequentKeysPart {
    return { counts: [...this.#counts], isExact: this.#isExact };
  }

  merge({ counts, isExact }: FrequentKeysPart): void {
    for (const [key, count] of counts) this.add(key, count);
    if (!isExact) this.#isExact = false;
  }

  /** The most frequent first. */
  top(count: number): { key: string; count: number }[] {
    return this.#sorted()
      .slice(0, count)
      .map(([key, counted]) => ({ key, count: counted }));
  }

  #sorted(): [string, number][] {
    return [...this.#counts].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1));
  }
}
