import { fstatSync } from 'node:fs';
import { addAbortSignal, type Readable } from 'node:stream';
import { UsageError } from './usage-error.js';

/** The stream that `-` and answers are read from, such as `process.stdin`. */
export type InputStream = NodeJS.ReadableStream & {
  readonly isTTY?: boolean | undefined;
  /** The file descriptor, if it has one. */
  readonly fd?: number | undefined;
};

/** The standard input of a command: it can be read once, by the first argument that is `-`. */
export class StandardInput {
  readonly #stream: InputStream;
  readonly #signal: AbortSignal;
  #isTaken = false;

  /** @param signal Stops reading. */
  constructor(stream: InputStream, signal: AbortSignal) {
    this.#stream = stream;
    this.#signal = signal;
  }

  /** @throws UsageError if nothing is piped in, or if it was already taken. */
  take(): Readable {
    if (this.#stream.isTTY) throw new UsageError('-: nothing is piped in');
    if (this.#isTaken) throw new UsageError('-: standard input can be read once; name a file instead');
    // Node.js reads nothing from it, without an error.
    if (this.#stream.fd !== undefined && fstatSync(this.#stream.fd).isDirectory())
      throw new UsageError('-: standard input is a folder; pipe a file in');
    this.#isTaken = true;
    return addAbortSignal(this.#signal, this.#stream as Readable);
  }
}
