/** The number of released pieces that are held: a single one may not fit what comes next. */
const MAX_RELEASED = 8;

/**
 * Copies bytes into memory that is reused once it is released. Memory that is dropped a while after it was allocated is
 * garbage that only a full collection frees, and the engine begins one for every few megabytes of it, however large the
 * heap of the application is.
 */
export class ReusedMemory {
  /** The one that was released first is first. */
  readonly #released: ArrayBuffer[] = [];

  /** The copy takes at most twice its size. */
  copy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const size = bytes.length;
    const index = this.#released.findIndex(({ byteLength }) => byteLength >= size && byteLength <= 2 * size);
    const [memory = new ArrayBuffer(size)] = index < 0 ? [] : this.#released.splice(index, 1);
    const copy = new Uint8Array(memory, 0, size);
    copy.set(bytes);
    return copy;
  }

  /** @param copy A result of `copy`, which nothing reads any longer. */
  release({ buffer }: Uint8Array<ArrayBuffer>): void {
    this.#released.push(buffer);
    // What has not fitted for this long may never fit again.
    if (this.#released.length > MAX_RELEASED) this.#released.shift();
  }
}
