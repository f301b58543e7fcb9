import { withRoomFor } from './with-room-for.js';

/** The number of children of each place: they are adjacent in memory, so four cost little more than two. */
const WIDTH = 4;

/**
 * A heap of slots, the earliest to expire first. A slot that expires after all others, as most do, is added in constant
 * time.
 */
export class ExpiryQueue {
  #slots = new Int32Array(16);
  /** The time at which each slot expires, by slot; ms. */
  #expiries = new Float64Array(16);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Returns the time at which a slot of this queue expires. */
  expiryOf(slot: number): number {
    return this.#expiries[slot] as number;
  }

  /** The slot that expires first; the queue must not be empty. */
  get first(): number {
    return this.#slots[0] as number;
  }

  add(slot: number, expiry: number): void {
    this.#slots = withRoomFor(this.#size, this.#slots);
    this.#expiries = withRoomFor(slot, this.#expiries);
    this.#expiries[slot] = expiry;
    const slots = this.#slots;
    let place = this.#size++;
    while (place > 0) {
      const parent = Math.floor((place - 1) / WIDTH);
      const above = slots[parent] as number;
      if (this.expiryOf(above) <= expiry) break;
      slots[place] = above;
      place = parent;
    }
    slots[place] = slot;
  }

  removeFirst(): void {
    const slots = this.#slots;
    const last = slots[--this.#size] as number;
    const expiry = this.expiryOf(last);
    let place = 0;
    for (let below = this.#firstBelow(place); below < this.#size; below = this.#firstBelow(place)) {
      const slot = slots[below] as number;
      if (this.expiryOf(slot) >= expiry) break;
      slots[place] = slot;
      place = below;
    }
    slots[place] = last;
  }

  /** Finds the child of this place that expires first; a place past the end if there is none. */
  #firstBelow(place: number): number {
    let first = WIDTH * place + 1;
    const end = Math.min(first + WIDTH, this.#size);
    let earliest = this.#expiries[this.#slots[first] as number] as number;
    for (let other = first + 1; other < end; other++) {
      const expiry = this.expiryOf(this.#slots[other] as number);
      if (expiry < earliest) {
        earliest = expiry;
        first = other;
      }
    }
    return first;
  }
}
