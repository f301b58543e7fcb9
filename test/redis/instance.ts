import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const WORKER = fileURLToPath(new URL('budget-worker.mjs', import.meta.url));

export interface Checked {
  /** Of each check the first rule that speaks against it, or how its lookup ended. */
  rules: string[];
  /** The IDs that were let through, each as often as it was. */
  passed: string[];
  failedOpen: number;
  tookMs: number;
}

interface Answer {
  number: number;
  result?: unknown;
  error?: string;
}

/** An instance of an application, in a process of its own. */
export class Instance {
  readonly #process: ChildProcess;
  /** Orders that are not answered, by number. */
  readonly #open = new Map<number, (answer: Answer) => void>();
  readonly #gone: Promise<void>;
  #orders = 0;

  private constructor(process: ChildProcess) {
    this.#process = process;
    process.on('message', (answer: Answer) => this.#answered(answer));
    this.#gone = new Promise((resolve) => process.once('exit', () => resolve()));
    void this.#gone.then(() => {
      for (const number of [...this.#open.keys()]) this.#answered({ number, error: 'the instance is gone' });
    });
  }

  static async start(told: object): Promise<Instance> {
    const child = fork(WORKER, [JSON.stringify(told)], {
      execArgv: [],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    const instance = new Instance(child);
    await instance.tell('start');
    return instance;
  }

  /** Rejects if the instance cannot do it, or is gone. */
  tell(order: string, told: object = {}): Promise<unknown> {
    const number = this.#orders++;
    return new Promise((resolve, reject) => {
      this.#open.set(number, ({ result, error }) =>
        error === undefined ? resolve(result) : reject(new Error(`${order}: ${error}`)),
      );
      if (this.isGone) this.#answered({ number, error: 'the instance is gone' });
      else this.#process.send({ ...told, order, number });
    });
  }

  check(ids: readonly string[], ip: string): Promise<Checked> {
    return this.tell('check', { ids, ip }) as Promise<Checked>;
  }

  get isGone(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#gone;
  }

  #answered(answer: Answer): void {
    this.#open.get(answer.number)?.(answer);
    this.#open.delete(answer.number);
  }
}
