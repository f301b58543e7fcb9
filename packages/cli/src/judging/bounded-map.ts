/** A map to counts that grows up to a size: what comes later shares one entry. */
export class BoundedMap<Value> {
  readonly #max: number;
  readonly #create: () => Value;
  readonly #values = new Map<string, Value>();
  #rest: Value | undefined;

  constructor(max: number, create: () => Value) {
    this.#max = max;
    this.#create = create;
  }

  /** The value of a key; that of all others once there are too many. */
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

  /** Every key with its value, and `restKey` with that of all others. */
  entries(restKey: string): (readonly [string, Value])[] {
    const entries: (readonly [string, Value])[] = [...this.#values];
    return this.#rest === undefined ? entries : [...entries, [restKey, this.#rest]];
  }
}
