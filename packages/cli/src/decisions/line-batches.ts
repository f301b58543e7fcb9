import type { BatchMemory } from './batch-memory.js';
import { END_OF_LINE, MAX_LINE_BYTES } from './lines.js';
import type { ReadBytes } from './read-bytes.js';

/**
 * Cuts bytes into batches of whole lines, each in memory of its own. Where it cuts depends on the content alone. If
 * reading fails, the lines that were read come first.
 */
export async function* lineBatches(read: ReadBytes, memory: BatchMemory): AsyncGenerator<Uint8Array> {
  const open = new OpenBatch(memory);
  try {
    for (let count = 1; count > 0; ) {
      count = await read(open.free);
      open.grow(count);
      if (open.isFull) yield* open.takeLines();
    }
  } catch (error) {
    yield* open.takeLines();
    if (open.isWhole) yield* open.takeRest();
    throw error;
  }
  yield* open.takeRest();
}

/** The batch that is being read, and of a line that is longer a start that is too long as well. */
class OpenBatch {
  readonly #memory: BatchMemory;
  #bytes: Buffer;
  #length = 0;

  constructor(memory: BatchMemory) {
    this.#memory = memory;
    this.#bytes = memory.take();
  }

  /** The memory for the next bytes. */
  get free(): Uint8Array {
    return this.#bytes.subarray(this.#length);
  }

  get isFull(): boolean {
    return this.#length === this.#bytes.length;
  }

  /** True if the rest is a line of JSON that lacks only its end. */
  get isWhole(): boolean {
    try {
      JSON.parse(this.#bytes.toString('utf8', 0, this.#length));
      return true;
    } catch {
      return false;
    }
  }

  grow(count: number): void {
    this.#length += count;
  }

  /** Takes all lines that are whole, and begins the next batch with the rest. */
  *takeLines(): Generator<Uint8Array> {
    const [bytes, length] = [this.#bytes, this.#length];
    const end = bytes.subarray(0, length).lastIndexOf(END_OF_LINE) + 1;
    if (end === 0) {
      this.#length = Math.min(length, MAX_LINE_BYTES + 1);
      return;
    }
    this.#bytes = this.#memory.take();
    this.#bytes.set(bytes.subarray(end, length));
    this.#length = length - end;
    yield bytes.subarray(0, end);
  }

  /** Takes everything, also a last line without its end. */
  *takeRest(): Generator<Uint8Array> {
    const rest = this.#bytes.subarray(0, this.#length);
    if (rest.length > 0) yield rest;
    else this.#memory.release(rest);
  }
}
