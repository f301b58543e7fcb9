import type { CancelSignal } from '../lib/cancellation.js';
import { DeadlineExceeded } from '../lib/deadline.js';
import { isFingerprintError } from '../lib/errors.js';
import type { Timekeeper } from '../lib/timekeeper.js';
import { isApiAnswer, overBudget, overloaded } from '../server-api/api-error.js';
import { ApiGate, type Turns } from './api-gate.js';
import { isFlooded } from './own-doing.js';
import { TokenBucket } from './token-bucket.js';

export interface ProbeParts {
  /** Makes a request that no client chose. */
  ask: (probe: ProbeRequest, signal: CancelSignal) => Promise<unknown>;
  /** Learns from probes, and gives none of its turns to them: when lookups fail, they may have used them all. */
  budget: Turns;
  timekeeper: Timekeeper;
  /** The time limit of a whole lookup, ms. */
  deadlineMs: number;
  /** Monotonic clock, ms. */
  clock: () => number;
}

interface ProbeRequest {
  /** The ID of what the API last delivered; undefined if there is none. */
  knownId: string | undefined;
  /** The ruleset of the lookups that are in doubt. */
  rulesetId: string | undefined;
}

interface HeldProbe {
  readonly answers: Promise<boolean>;
  /** The time from which others have to make a probe of their own, on the monotonic clock, ms. */
  holdsUntil: number;
}

/** A probe that begins at half-time ends before its lookup does. */
const DEADLINE_SHARE = 0.4;

/** An API that did not answer is not asked again for this long. In ms. */
const SILENCE_HOLDS_MS = 500;

/** The probes that are made at most: a client can cause them. */
const PER_SECOND = 5;
const BURST = 20;

/**
 * Distinguishes a failing API from a request that something on the way objects to, by asking for what the API has
 * delivered before, or else for what nothing can object to.
 */
export class ApiProbe {
  readonly #parts: ProbeParts;
  readonly #gate: ApiGate;
  readonly #turns: TokenBucket;
  /** The last probe of each ruleset. */
  readonly #probes = new Map<string | undefined, HeldProbe>();
  #knownId: string | undefined;

  constructor(parts: ProbeParts) {
    this.#parts = parts;
    this.#gate = new ApiGate(parts.budget);
    this.#turns = new TokenBucket(PER_SECOND, BURST, BURST, parts.clock());
  }

  /** Notes that the API delivered the event with this ID. */
  delivered(id: string): void {
    this.#knownId = id;
  }

  /**
   * Resolves to whether the API answers; whoever asks at the same time, or soon after it did not, shares the probe.
   * @param rulesetId The ruleset that it has to evaluate, if any.
   * @throws FingerprintError `ERR_FP_BUDGET`, `ERR_FP_OVERLOADED` or `ERR_FP_RATE_LIMITED` if that cannot be
   * determined, which a flood can cause.
   */
  answers(rulesetId?: string): Promise<boolean> {
    const { clock } = this.#parts;
    const last = this.#probes.get(rulesetId);
    if (last && clock() < last.holdsUntil) return last.answers;
    const probe = { answers: this.#probe(rulesetId), holdsUntil: Number.POSITIVE_INFINITY };
    this.#probes.set(rulesetId, probe);
    const endsWith = (answers: boolean) => {
      probe.holdsUntil = answers ? 0 : clock() + SILENCE_HOLDS_MS;
    };
    probe.answers.then(endsWith, () => endsWith(true));
    return probe.answers;
  }

  async #probe(rulesetId: string | undefined): Promise<boolean> {
    const { ask, timekeeper, deadlineMs } = this.#parts;
    this.#takeTurn();
    try {
      await timekeeper.withDeadline(deadlineMs * DEADLINE_SHARE, (deadline) =>
        this.#gate.call(
          () => ask({ knownId: this.#knownId, rulesetId }, deadline.signal),
          (error) => (deadline.excuses(error) ? overloaded(error) : error),
        ),
      );
      return true;
    } catch (error) {
      if (error instanceof DeadlineExceeded && error.heldUp) throw overloaded(error);
      if (error instanceof DeadlineExceeded) return false;
      if (!isFingerprintError(error) || isFlooded(error)) throw error;
      return isApiAnswer(error);
    }
  }

  #takeTurn(): void {
    const now = this.#parts.clock();
    const waitMs = this.#turns.waitMs(now);
    if (waitMs > 0) throw overBudget(waitMs);
    this.#turns.take(now);
  }
}

/** Returns an ID that nobody has, in the form of IDs of events and of visitors, which nothing can object to. */
export const inventedId = (): string => crypto.randomUUID().replaceAll('-', '').slice(0, 20);
