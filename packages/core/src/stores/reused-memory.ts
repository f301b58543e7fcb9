/** Content of about the same size, such as that of most events, fits the same memory. In bytes. */
const STEP_BYTES = 4096;

/** More than this at once, as when a cache is emptied, is left to the garbage collector. */
const MAX_RELEASED = 8;

/**
 * Copies bytes into memory that is reused once it is released. Memory that is dropped a while after it was allocated is
 * garbage that only a full collection frees, and the engine begins one for every few megabytes of it, however large the
 * heap of the application is.
 */
export class ReusedMemory {
  readonly #released: ArrayBuffer[] = [];

  copy(bytes: Uint8Array): Uint8Array {
    const size = Math.ceil(bytes.length / STEP_BYTES) * STEP_BYTES;
    const index = this.#released.findIndex(({ byteLength }) => byteLength === size);
    const memory = this.#released.splice(index, index < 0 ? 0 : 1)[0] ?? new ArrayBuffer(size);
    const copy = new Uint8Array(memory, 0, bytes.length);
    copy.set(bytes);
    return copy;
  }

  /** @param copy A result of `copy`, which nothing reads any longer. */
  release({ buffer }: Uint8Array): void {
    if (this.#released.length < MAX_RELEASED) this.#released.push(buffer as ArrayBuffer);
  }
}
