import type { ApiCallKind } from '../api/call-kind.js';
import type { Fault, LagFault } from './fault.js';

/** The fault in force, if any, and the number of times that it will still strike. */
export class FaultSwitch {
  #fault: Fault | undefined;
  #left = 0;

  /** Puts a fault in force, replacing the last. */
  set(fault: Fault): void {
    this.#fault = fault;
    this.#left = fault.times ?? Number.POSITIVE_INFINITY;
  }

  clear(): void {
    this.#fault = undefined;
  }

  /** Returns the fault that strikes a request, counted; a lag strikes events, not requests. */
  strike(call: ApiCallKind | undefined): Exclude<Fault, LagFault> | undefined {
    const fault = this.#fault;
    if (!fault || fault.kind === 'lag' || (fault.call !== undefined && fault.call !== call)) return undefined;
    this.#count();
    return fault;
  }

  /** True if a lag hides an event of that age, counted. */
  hides(ageMs: number): boolean {
    if (!this.covers(ageMs)) return false;
    this.#count();
    return true;
  }

  /** True if a lag is in force that an event of that age is too young for; not counted. */
  covers(ageMs: number): boolean {
    return this.#fault?.kind === 'lag' && ageMs < this.#fault.ms;
  }

  #count(): void {
    this.#left -= 1;
    if (this.#left <= 0) this.#fault = undefined;
  }
}
