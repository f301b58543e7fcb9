import { lookup } from 'node:dns';
import { hrtime } from 'node:process';
import type { ThreadPool } from '../lib/thread-pool.js';

/**
 * An address in a form that Node takes for a host name, and a resolver for an address: it asks no name server. Host names
 * have fewer threads than other work, so a free thread is only one that a host name would get, too.
 */
const ADDRESS_AS_NAME = '127.1';

/** A job that takes longer on a free thread waits for a processor. In ms. */
const USUAL_MS = 10;

/** Watches Node's thread pool by jobs that take no time: what they wait, every job does. */
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

/** A clock that tests of applications do not replace: threads know no other time. In ms. */
const nowMs = (): number => Number(hrtime.bigint()) / 1e6;
