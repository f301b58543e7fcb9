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

  /** Every key with its value, and `restKey` with that of all others. */
  entries(restKey: string): (readonly [string, Value])[] {
    const entries: (readonly [string, Value])[] = [...this.#values];
    return this.#rest === undefined ? entries : [...entries, [restKey, this.#rest]];
  }
}
