import { MAX_LINE_BYTES } from './lines.js';

/** The size of a batch: large enough that handing it to another thread costs little next to judging its records. */
const BATCH_BYTES = 4 * MAX_LINE_BYTES;

/**
 * Memory for batches of lines, which other threads can read. It is used again and again: new memory for each batch would
 * keep the garbage collector busy.
 */
export class BatchMemory {
  readonly #free: SharedArrayBuffer[] = [];

  take(): Buffer {
    return Buffer.from(this.#free.pop() ?? new SharedArrayBuffer(BATCH_BYTES));
  }

  /** Takes back the memory of a batch that nobody reads any more. */
  release(batch: Uint8Array): void {
    this.#free.push(batch.buffer as SharedArrayBuffer);
  }
}
