import type { CancelSignal } from '../lib/cancellation.js';
import { DeadlineExceeded } from '../lib/deadline.js';
import { type FingerprintErrorCode, isFingerprintError } from '../lib/errors.js';
import type { Timekeeper } from '../lib/timekeeper.js';
import { isOwnWord, overBudget, overloaded } from '../server-api/api-error.js';
import type { ApiGate } from './api-gate.js';

export interface ProbeParts {
  /**
   * Makes a request that no client chose.
   * @param knownId The id of the latest answer with content; undefined if there is none.
   */
  ask: (knownId: string | undefined, signal: CancelSignal) => Promise<unknown>;
  /** The gate of probes. It has no breaker, because the probe decides whether the breaker opens. */
  gate: ApiGate;
  timekeeper: Timekeeper;
  /** The time limit of a whole lookup, ms. */
  deadlineMs: number;
  /** Monotonic clock, ms. */
  clock: () => number;
}

/** The time for which an unanswered probe counts, unless the API answers a request in the meantime. In ms. */
const SILENCE_KNOWN_FOR_MS = 1000;

/** The share of a lookup's time that a probe may take. Ending it earlier would mistake a slow API for a queue. */
const DEADLINE_SHARE = 0.75;

/** A turn of the budget may take this share of the probe's time. */
const MAX_WAIT_SHARE = 0.25;

/**
 * Distinguishes a failing API from a request that something on the way rejects, with a request that the API has
 * answered before, or else one that nothing has reason to reject.
 */
export class ApiProbe {
  readonly #parts: ProbeParts;
  #knownId: string | undefined;
  #deliveries = 0;
  #silentUntil = 0;
  #underWay: Promise<boolean> | undefined;

  constructor(parts: ProbeParts) {
    this.#parts = parts;
  }

  /** The number of answers of the API so far. */
  get deliveries(): number {
    return this.#deliveries;
  }

  /** Records that the API answered as requested. @param id The id of the event, if it has one. */
  delivered(id?: string): void {
    this.#knownId = id;
    this.#deliveries++;
    this.#silentUntil = 0;
  }

  /**
   * Resolves to true if the API answers; concurrent callers, and those soon after, share the probe.
   * @param maxMs The time after which a missing answer counts as false.
   * @throws FingerprintError `ERR_FP_BUDGET`, `ERR_FP_OVERLOADED` or `ERR_FP_RATE_LIMITED` if that cannot be
   * determined, which a flood can cause.
   */
  async answers(maxMs = Number.POSITIVE_INFINITY): Promise<boolean> {
    const { clock, timekeeper, deadlineMs } = this.#parts;
    if (clock() < this.#silentUntil) return false;
    this.#underWay ??= this.#concluded();
    try {
      return await timekeeper.within(Math.min(maxMs, deadlineMs), this.#underWay);
    } catch (error) {
      if (!(error instanceof DeadlineExceeded)) throw error;
      if (error.heldUp) throw overloaded(error);
      return false;
    }
  }

  async #concluded(): Promise<boolean> {
    try {
      const answers = await this.#probe();
      if (answers) this.#deliveries++;
      else this.#silentUntil = this.#parts.clock() + SILENCE_KNOWN_FOR_MS;
      return answers;
    } finally {
      this.#underWay = undefined;
    }
  }

  async #probe(): Promise<boolean> {
    const { ask, gate, timekeeper, deadlineMs } = this.#parts;
    const ms = deadlineMs * DEADLINE_SHARE;
    let waited = false;
    try {
      await timekeeper.withDeadline(ms, async (deadline) => {
        waited = await gate.takeTurn(ms * MAX_WAIT_SHARE, deadline.signal);
        await gate.call(
          () => ask(this.#knownId, deadline.signal),
          (error) => (deadline.excuses(error) ? overloaded(error) : error),
        );
      });
    } catch (error) {
      if (error instanceof DeadlineExceeded) {
        if (error.heldUp) throw overloaded(error);
        if (waited) throw overBudget(undefined, error);
        return false;
      }
      if (!isFingerprintError(error) || FLOODED.has(error.code)) throw error;
      if (!isOwnWord(error)) return false;
    }
    return true;
  }
}

const FLOODED = new Set<FingerprintErrorCode>(['ERR_FP_BUDGET', 'ERR_FP_OVERLOADED', 'ERR_FP_RATE_LIMITED']);

/**
 * Returns an id that does not exist, in the form of ids of events and of visitors, which nothing has reason to reject.
 */
export const inventedId = (): string => crypto.randomUUID().replaceAll('-', '').slice(0, 20);
