import type { CancelSignal } from '../lib/cancellation.js';
import { DeadlineExceeded } from '../lib/deadline.js';
import { type FingerprintErrorCode, isFingerprintError } from '../lib/errors.js';
import type { Timekeeper } from '../lib/timekeeper.js';
import { isOwnWord, overBudget, overloaded } from '../server-api/api-error.js';
import type { ApiGate } from './api-gate.js';

export interface ProbeParts {
  /**
   * Makes a request that no client chose.
   * @param knownId The id of what the API last delivered; undefined if there is none.
   */
  ask: (knownId: string | undefined, signal: CancelSignal) => Promise<unknown>;
  /** Gives the turns of a probe. Without a breaker: the probe decides whether it opens. */
  gate: ApiGate;
  timekeeper: Timekeeper;
  /** The time limit of a whole lookup, ms. */
  deadlineMs: number;
  /** Monotonic clock, ms. */
  clock: () => number;
}

/** A probe that was not answered speaks for this long, unless the API delivers meanwhile. In ms. */
const SILENCE_KNOWN_FOR_MS = 1000;

/**
 * The share of a lookup's time that a probe has. Giving up earlier would pass for a queue where the API is merely slow.
 */
const DEADLINE_SHARE = 0.75;

/** A turn of the budget may take this share of the probe's time. */
const MAX_WAIT_SHARE = 0.25;

/**
 * Tells a failing API from a request that something on the way objects to, by a request that the API has answered before,
 * or else one that nothing can object to.
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

  /** How often the API was seen to answer. */
  get deliveries(): number {
    return this.#deliveries;
  }

  /** Notes that the API delivered what was requested. @param id Of an event, if it has one. */
  delivered(id?: string): void {
    this.#knownId = id;
    this.#deliveries++;
    this.#silentUntil = 0;
  }

  /**
   * Resolves to whether the API answers; whoever asks at the same time, or soon after, shares the probe.
   * @param maxMs Without an answer after this time, it does not.
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

/** Returns an id that nobody has, in the form of ids of events and of visitors, which nothing can object to. */
export const inventedId = (): string => crypto.randomUUID().replaceAll('-', '').slice(0, 20);
