import { ExpiryQueue } from './expiry-queue.js';
import { createStringHash } from './string-hash.js';
import { withRoomFor } from './with-room-for.js';

const NONE = -1;

/**
 * Stores keys and their times of expiry, in little memory and without pauses: a hash table whose numbers are in typed
 * arrays. A `Map` needs up to twice the space once claims come and go, and pauses to rebuild itself as a whole.
 *
 * It grows by linear hashing: each new claim splits one chain in two.
 */
export class ClaimTable {
  /** The hash of a key, which every other method needs. */
  readonly hash = createStringHash();
  readonly #queue = new ExpiryQueue();
  /** By slot: the key, its hash, and the next slot of the same chain or of the free list. */
  readonly #keys: string[] = [];
  #hashes = new Int32Array(16);
  #next = new Int32Array(16);
  #free = NONE;
  /** The first slot of each chain. Chains before `#split` have already been split in two. */
  #chains = new Int32Array(16).fill(NONE);
  #mask = 0;
  #split = 0;

  /** The number of claims held, including those that expired and were not dropped yet. */
  get size(): number {
    return this.#queue.size;
  }

  /** True while a claim of this key is live. */
  has(key: string, hash: number, time: number): boolean {
    let slot = this.#chains[this.#chainOf(hash)] as number;
    while (slot !== NONE) {
      const same = this.#hashes[slot] === hash && this.#keys[slot] === key;
      if (same && this.#queue.expiryOf(slot) > time) return true;
      slot = this.#next[slot] as number;
    }
    return false;
  }

  /** Adds a claim. Another claim of the same key must have expired; it need not have been dropped. */
  add(key: string, hash: number, expiry: number): void {
    let slot = this.#free;
    if (slot === NONE) slot = this.#keys.length;
    else this.#free = this.#next[slot] as number;
    this.#keys[slot] = detach(key);
    this.#hashes = withRoomFor(slot, this.#hashes);
    this.#hashes[slot] = hash;
    this.#next = withRoomFor(slot, this.#next);
    this.#link(slot);
    this.#queue.add(slot, expiry);
    if (this.size > this.#mask + this.#split) this.#splitOne();
  }

  /** Drops a limited number of claims that have expired by this time. */
  dropExpired(time: number, most: number): void {
    for (let left = most; left > 0 && this.size > 0; left--) {
      const slot = this.#queue.first;
      if (this.#queue.expiryOf(slot) > time) return;
      this.#queue.removeFirst();
      this.#unlink(slot);
      this.#keys[slot] = '';
      this.#next[slot] = this.#free;
      this.#free = slot;
    }
  }

  #chainOf(hash: number): number {
    const chain = hash & this.#mask;
    return chain < this.#split ? hash & (2 * this.#mask + 1) : chain;
  }

  #link(slot: number): void {
    const chain = this.#chainOf(this.#hashes[slot] as number);
    this.#next[slot] = this.#chains[chain] as number;
    this.#chains[chain] = slot;
  }

  #unlink(slot: number): void {
    const chain = this.#chainOf(this.#hashes[slot] as number);
    const after = this.#next[slot] as number;
    let before = this.#chains[chain] as number;
    if (before === slot) {
      this.#chains[chain] = after;
      return;
    }
    while (this.#next[before] !== slot) before = this.#next[before] as number;
    this.#next[before] = after;
  }

  /** Splits the next chain: about half of its claims go to a new chain at the end. */
  #splitOne(): void {
    const chain = this.#split++;
    const added = chain + this.#mask + 1;
    this.#chains = withRoomFor(added, this.#chains);
    let slot = this.#chains[chain] as number;
    this.#chains[chain] = NONE;
    this.#chains[added] = NONE;
    while (slot !== NONE) {
      const next = this.#next[slot] as number;
      this.#link(slot);
      slot = next;
    }
    if (this.#split > this.#mask) {
      this.#mask = 2 * this.#mask + 1;
      this.#split = 0;
    }
  }
}

/** Copies a string: one that was cut from a header or a body keeps all of that in memory. */
function detach(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}
