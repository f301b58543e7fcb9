import { lookup } from 'node:dns';
import { hrtime } from 'node:process';
import type { ThreadPool } from '../lib/thread-pool.js';

/**
 * An address in a form that Node treats as a host name and the resolver as an address, so that no name server is asked.
 * Host names get fewer threads than other work, so a thread counts as free only if a host name would get it.
 */
const ADDRESS_AS_NAME = '127.1';

/** A job that takes longer than this on a free thread waited for a processor. In ms. */
const USUAL_MS = 10;

/** Watches Node's thread pool with jobs that take no time: they wait as long as every job does. */
export class ThreadPoolWatch implements ThreadPool {
  #fullMs = 0;
  #askedAt: number | undefined;
  #looksAgain = false;

  look(): void {
    if (this.#askedAt === undefined) this.#ask();
    else this.#looksAgain = true;
  }

  fullMs(): number {
    return this.#fullMs + this.#waitedMs();
  }

  #ask(): void {
    this.#looksAgain = false;
    this.#askedAt = nowMs();
    lookup(ADDRESS_AS_NAME, () => {
      this.#fullMs += this.#waitedMs();
      this.#askedAt = undefined;
      if (this.#looksAgain) this.#ask();
    });
  }

  #waitedMs(): number {
    return this.#askedAt === undefined ? 0 : Math.max(0, nowMs() - this.#askedAt - USUAL_MS);
  }
}

/** A clock that the tests of applications do not fake: threads run in real time. In ms. */
const nowMs = (): number => Number(hrtime.bigint()) / 1e6;
