/** The content of a {@link BoundedMap}. Plain data if its values are. */
export interface BoundedMapPart<Value> {
  readonly entries: readonly (readonly [string, Value])[];
  readonly rest: Value | undefined;
}

/** A map of bounded size: later keys share one entry. */
export class BoundedMap<Value> {
  readonly #max: number;
  readonly #create: () => Value;
  readonly #values = new Map<string, Value>();
  #rest: Value | undefined;

  constructor(max: number, create: () => Value) {
    this.#max = max;
    this.#create = create;
  }

  /** Returns the value of a key; the shared one once there are too many keys. */
  at(key: string): Value {
    const found = this.#values.get(key);
    if (found !== undefined) return found;
    if (this.#values.size >= this.#max) {
      this.#rest ??= this.#create();
      return this.#rest;
    }
    const value = this.#create();
    this.#values.set(key, value);
    return value;
  }

  get part(): BoundedMapPart<Value> {
    return this.partOf((value) => value);
  }

  /** The content, with what a function returns for each value. */
  partOf<Part>(of: (value: Value) => Part): BoundedMapPart<Part> {
    const rest = this.#rest === undefined ? undefined : of(this.#rest);
    return { entries: [...this.#values].map(([key, value]) => [key, of(value)] as const), rest };
  }

  /** Adds the content of another map, with a function that adds to one value. */
  merge<Part>({ entries, rest }: BoundedMapPart<Part>, add: (into: Value, from: Part) => void): void {
    for (const [key, value] of entries) add(this.at(key), value);
    if (rest === undefined) return;
    this.#rest ??= this.#create();
    add(this.#rest, rest);
  }

  /** Every key with its value, and `restKey` with that of all others. */
  entries(restKey: string): (readonly [string, Value])[] {
    const entries: (readonly [string, Value])[] = [...this.#values];
    return this.#rest === undefined ? entries : [...entries, [restKey, this.#rest]];
  }
}
