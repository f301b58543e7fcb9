import { DeadlineExceeded } from '../lib/deadline.js';
import { FingerprintError, isFingerprintError } from '../lib/errors.js';
import { sha256 } from '../lib/sha-256.js';
import type { Timekeeper } from '../lib/timekeeper.js';
import { overBudget, overloaded } from '../server-api/api-error.js';
import type {
  BudgetReport,
  BudgetShare,
  SharedBudget,
  SharedTurn,
  TurnRequest,
} from '../stores/shared-budget.js';
import type { LookupTurns } from './api-gate.js';
import { Breaker } from './breaker.js';
import { MAX_PAUSE_MS } from './budget.js';
import { BudgetReports } from './budget-reports.js';
import { type ClientRecord, refusal, type SharedCounts } from './client-records.js';
import { LocalShare } from './local-share.js';
import { RecentRefusals } from './recent-refusals.js';

/** The maximum time to wait for the budget's answer. In ms. */
const ANSWER_TIMEOUT_MS = 100;

/** The API must get most of a lookup's time, or its own failure could not be distinguished from a slow budget. */
const MAX_DEADLINE_SHARE = 0.1;

/** A budget that keeps failing is asked again after this time. In ms. */
const ASK_AGAIN_AFTER_MS = 1000;

export interface SharedTurnsParts {
  shared: SharedBudget;
  account: string;
  /** The key of the hash that names clients. */
  apiKey: string;
  timekeeper: Timekeeper;
  /** The time limit of a whole lookup, ms. */
  deadlineMs: number;
  /** Monotonic clock, ms. */
  clock: () => number;
  /** Called when the budget fails and this instance uses its share. */
  onError: (error: unknown) => void;
}

/** Takes turns of a budget that all instances share; while it does not answer, those of this instance's own share. */
export class SharedTurns implements LookupTurns, SharedCounts {
  readonly #parts: SharedTurnsParts;
  readonly #timeoutMs: number;
  readonly #instance = crypto.randomUUID();
  readonly #own: LocalShare;
  readonly #breaker: Breaker;
  readonly #refusals: RecentRefusals;
  readonly #reports: BudgetReports;
  #isClosed = false;

  constructor(parts: SharedTurnsParts) {
    const { shared, account, clock, deadlineMs } = parts;
    this.#parts = parts;
    this.#timeoutMs = Math.min(ANSWER_TIMEOUT_MS, deadlineMs * MAX_DEADLINE_SHARE);
    this.#own = new LocalShare(shared.share, clock);
    this.#breaker = new Breaker(clock, { halfOpenAfterMs: ASK_AGAIN_AFTER_MS });
    this.#refusals = new RecentRefusals(clock);
    this.#reports = new BudgetReports(account, (report) => this.#report(report));
  }

  async take(maxWaitMs: number, client?: ClientRecord): Promise<number> {
    const name = client?.name;
    if (client && name !== undefined && this.#refusals.isSuspect(name)) throw refusal(client);
    const turn = await this.#turn({ maxWaitMs, client: name });
    if (turn === undefined) return this.#own.take(maxWaitMs, client);
    if (turn.outcome === 'granted') return turn.waitMs;
    if (turn.outcome === 'spent' || client === undefined || name === undefined) {
      this.#refusals.spent(maxWaitMs, turn.waitMs);
      throw overBudget(turn.waitMs);
    }
    this.#refusals.suspect(name);
    throw refusal(client);
  }

  async takeSpare(maxWaitMs: number): Promise<number> {
    const turn = await this.#turn({ maxWaitMs, isSpare: true });
    if (turn === undefined) return this.#own.takeSpare(maxWaitMs);
    if (turn.outcome === 'granted') return turn.waitMs;
    throw overBudget(turn.waitMs);
  }

  succeeded(): void {
    this.#own.succeeded();
    this.#reports.answered();
  }

  failed(error: unknown): void {
    this.#own.failed(error);
    if (!isFingerprintError(error) || error.status === undefined) return;
    if (error.code !== 'ERR_FP_RATE_LIMITED') this.#reports.answered();
    else this.#reports.limited(Math.min(error.retryAfterMs ?? 0, MAX_PAUSE_MS));
  }

  /** Addresses are few enough to try them all, so a plain hash would reveal them. */
  nameOf(client: string): string {
    return sha256(JSON.stringify(['fingerprint-guard client', this.#parts.apiKey, client])).slice(0, 24);
  }

  count(name: string, known: number, unknown: number): void {
    this.#reports.count(name, known, unknown);
  }

  /** Reports what this instance has learnt, as far as the budget takes it in time. Later failures concern nobody. */
  async close(): Promise<void> {
    await this.#reports.settled();
    this.#isClosed = true;
  }

  /**
   * Undefined if the budget does not answer.
   * @throws FingerprintError `ERR_FP_BUDGET` if a recent refusal still applies.
   */
  async #turn(
    request: Pick<TurnRequest, 'maxWaitMs' | 'client' | 'isSpare'>,
  ): Promise<SharedTurn | undefined> {
    const { shared, account } = this.#parts;
    const knownWaitMs = this.#refusals.waitMs(request.maxWaitMs);
    if (knownWaitMs !== undefined) throw overBudget(knownWaitMs);
    const instance = this.#instance;
    let isLate = false;
    const onLateTurn = (turn: SharedTurn) => {
      if (isTurn(turn)) this.#own.heardLate(turn);
    };
    const take = async () => {
      const turn = checked(await shared.take({ account, instance, ...request, onLateTurn }));
      if (isLate) onLateTurn(turn);
      return turn;
    };
    const turn = await this.#ask(() => this.#breaker.run(() => this.#bounded(take)));
    if (turn) this.#own.heard(turn);
    isLate = true;
    return turn;
  }

  /** Nobody waits for a report, so the others learn of a 429 even from an instance whose answers come too late. */
  #report(report: BudgetReport): Promise<void> {
    const send = () => this.#bounded(() => this.#parts.shared.learn(report));
    return this.#ask(() => (report.limited ? send() : this.#breaker.run(send)));
  }

  /** Undefined if the budget fails, or has been failing. */
  async #ask<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
      return await ask();
    } catch (error) {
      const isQuiet = isFingerprintError(error) && QUIET.has(error.code);
      if (!isQuiet && !this.#isClosed) this.#parts.onError(error);
      return undefined;
    }
  }

  async #bounded<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await this.#parts.timekeeper.within(this.#timeoutMs, ask());
    } catch (error) {
      if (!(error instanceof DeadlineExceeded)) throw error;
      throw error.heldUp
        ? overloaded(error)
        : new FingerprintError('ERR_FP_TIMEOUT', 'the budget does not answer in time', { cause: error });
    }
  }
}

/** Failures that this process caused, or that were already reported. */
const QUIET = new Set(['ERR_FP_OVERLOADED', 'ERR_FP_BREAKER_OPEN']);

const OUTCOMES = new Set<unknown>(['granted', 'spent', 'suspect']);

/** @throws FingerprintError `ERR_FP_BAD_RESPONSE` for anything but a turn. */
function checked(turn: SharedTurn): SharedTurn {
  if (isTurn(turn)) return turn;
  throw new FingerprintError('ERR_FP_BAD_RESPONSE', 'the budget gave an answer that is not a turn');
}

const isTurn = (turn: SharedTurn): boolean =>
  OUTCOMES.has(turn?.outcome) &&
  isTime(turn.waitMs) &&
  (turn.pauseMs === undefined || isTime(turn.pauseMs)) &&
  (turn.share === undefined || isShare(turn.share));

const isTime = (ms: number): boolean => ms >= 0 && ms < Number.POSITIVE_INFINITY;

const isShare = (share: BudgetShare): boolean => share?.perSecond > 0 && share.burst >= 0;
