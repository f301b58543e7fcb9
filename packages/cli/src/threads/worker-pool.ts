import { Worker } from 'node:worker_threads';
import type { RowCounts } from '../decisions/count-rows.js';
import { READY, type WorkerSetup } from './worker-setup.js';

/** The workers of a command. */
export interface Workers {
  /** The module that each worker runs. */
  readonly module: URL;
  readonly count: number;
  /** The number of bytes that are counted before workers are started. */
  readonly ownBytes: number;
}

/** Counts lines in several threads. */
export class WorkerPool {
  readonly #workers: readonly CountingWorker[];

  constructor({ module, count }: Workers, setup: WorkerSetup) {
    this.#workers = Array.from({ length: count }, () => new CountingWorker(module, setup));
  }

  /** The worker that has the fewest lines to count; undefined while all of them are starting. */
  get idlest(): CountingWorker | undefined {
    const ready = this.#workers.filter(({ isReady }) => isReady);
    return ready.sort((one, other) => one.waiting - other.waiting)[0];
  }

  /** Ends all workers, also in the middle of a batch. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close()));
  }
}

interface Waiting {
  resolve(counts: RowCounts): void;
  reject(error: unknown): void;
}

/** One worker. It answers batches in their order. */
export class CountingWorker {
  readonly #worker: Worker;
  #isReady = false;
  #waiting: Waiting[] = [];
  #failure: { readonly error: unknown } | undefined;

  constructor(module: URL, setup: WorkerSetup) {
    this.#worker = new Worker(module, { workerData: setup });
    this.#worker.on('message', (answer: RowCounts | typeof READY) => {
      if (answer === READY) this.#isReady = true;
      else this.#waiting.shift()?.resolve(answer);
    });
    this.#worker.on('error', (error) => {
      // It is thrown when the worker is given something to count.
      this.#isReady = true;
      this.#failure = { error };
      for (const { reject } of this.#waiting) reject(error);
      this.#waiting = [];
    });
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** The number of batches that it was given and has not answered yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  count(lines: Uint8Array): Promise<RowCounts> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure.error);
      this.#waiting.push({ resolve, reject });
      // The worker reads the memory that this thread has filled: nothing is copied.
      this.#worker.postMessage(lines);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
