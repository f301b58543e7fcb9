import { isTimeout } from './is-timeout.js';
import { isLocalShortage } from './local-shortage.js';
import type { ThreadPool } from './thread-pool.js';

/**
 * The number of pieces that a wait is split into: a piece whose timer fires late shows that this process did not run.
 */
const PIECES = 10;

/** No piece is shorter, ms. */
const MIN_PIECE_MS = 10;

/** Timers are this late on a machine that is merely busy. In ms. */
const USUAL_LATENESS_MS = 10;

/**
 * Once this process lost this share of a wait, and at least this much, the other side is not to blame for the time-out.
 * With less, the other side had its full time, and this process could read the answer.
 */
const HELD_UP_SHARE = 0.5;
const HELD_UP_MIN_MS = 250;

/**
 * Once no thread of this process was free for this share of a wait, the other side is not to blame for the time-out.
 */
const NO_THREAD_SHARE = 0.25;

/**
 * A store's client may have its own timer; once this much time was lost, its time-out says nothing about the store. In
 * ms.
 */
const TIMEOUT_EXCUSED_MS = 50;

/**
 * The time by which a process that does not get to run may extend a wait: this many times its length, and at least this
 * much, ms.
 */
const MAX_EXTENSION = 2;
const MIN_EXTENSION_MS = 1000;

/**
 * Whatever arrived during a late piece is read before the next piece ends; a wait that is over is extended this many
 * times for that.
 */
const MAX_GRACES = 2;

/**
 * Counts down the time that another side has to answer. Time in which this process did not run (a blocked event loop, a
 * machine that gave it no processor) is not counted: the answer may have arrived, and nobody could read it.
 */
export class Countdown {
  readonly #ms: number;
  readonly #pieceMs: number;
  readonly #ranLate: (dueAt: number, lateMs: number) => void;
  readonly #onEnd: () => void;
  readonly #threads: ThreadPool | undefined;
  readonly #startedAt = performance.now();
  readonly #fullMsBefore: number;
  #leftMs: number;
  #lostMs = 0;
  #graces = 0;
  #dueAt = 0;
  #onHalfTime: (() => void) | undefined;
  #isSilenceExcused = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param ranLate Called for each piece that ended late, with the time it was due, by `performance.now()`, and its
   * delay, ms.
   * @param onEnd Called when the time is up.
   * @param threads The thread pool that an answer may wait for; undefined if this runtime has none, or does not show
   * it.
   */
  constructor(
    ms: number,
    ranLate: (dueAt: number, lateMs: number) => void,
    onEnd: () => void,
    threads?: ThreadPool,
  ) {
    this.#ms = ms;
    this.#leftMs = ms;
    this.#pieceMs = Math.max(MIN_PIECE_MS, ms / PIECES);
    this.#threads = threads;
    this.#fullMsBefore = threads?.fullMs() ?? 0;
    this.#ranLate = ranLate;
    this.#onEnd = onEnd;
    this.#next();
  }

  /** Calls the listener when half of the time is over, unless silence is excused or an arrived answer still unread. */
  atHalfTime(listener: () => void): void {
    this.#onHalfTime = listener;
  }

  excuseSilence(): void {
    this.#isSilenceExcused = true;
  }

  /**
   * Ends the countdown. An answer may come before the timer of an overdue piece fires: its lateness counts all the
   * same.
   */
  stop(): void {
    clearTimeout(this.#timer);
    this.#noteLateness();
  }

  /**
   * True once this process did not run, or had no free thread, for so much of the time that it is to blame for the
   * time-out.
   */
  isHeldUp(): boolean {
    return this.#lostMs >= Math.max(this.#ms * HELD_UP_SHARE, HELD_UP_MIN_MS) || this.#lacksThreads();
  }

  /**
   * True for an error that this process caused: by a shortage, or a time-out of another timer once this process was
   * held up or had no free thread. An overdue piece counts.
   */
  excuses(error: unknown): boolean {
    if (isLocalShortage(error)) return true;
    if (!isTimeout(error)) return false;
    const overdueMs = Math.max(0, performance.now() - this.#dueAt - USUAL_LATENESS_MS);
    return this.#lostMs + overdueMs >= TIMEOUT_EXCUSED_MS || this.#lacksThreads();
  }

  /** No thread returns a result while this process does not run: that time is counted once. */
  #lacksThreads(): boolean {
    if (!this.#threads) return false;
    const fullMs = this.#threads.fullMs() - this.#fullMsBefore - this.#lostMs;
    const waitedMs = performance.now() - this.#startedAt - this.#lostMs;
    return fullMs >= Math.max(waitedMs * NO_THREAD_SHARE, USUAL_LATENESS_MS);
  }

  #next(): void {
    const pieceMs = this.#graces > 0 ? MIN_PIECE_MS : Math.min(this.#pieceMs, this.#leftMs);
    this.#dueAt = performance.now() + pieceMs;
    this.#timer = setTimeout(() => this.#pieceEnds(pieceMs), pieceMs);
  }

  #pieceEnds(pieceMs: number): void {
    const isLate = this.#noteLateness();
    this.#threads?.look();
    this.#leftMs -= pieceMs;
    if (!isLate && !this.#isSilenceExcused && this.#leftMs <= this.#ms / 2) this.#halfTime();
    const mayGoOn = this.#lostMs < Math.max(this.#ms * MAX_EXTENSION, MIN_EXTENSION_MS);
    if (this.#leftMs > 0 && mayGoOn) this.#next();
    else if (isLate && this.#graces++ < MAX_GRACES) this.#next();
    // What arrived in this very turn is read before the verdict.
    else this.#timer = setTimeout(this.#onEnd, 0);
  }

  #halfTime(): void {
    this.#onHalfTime?.();
    this.#onHalfTime = undefined;
  }

  /** True if the current piece ended late. */
  #noteLateness(): boolean {
    const lateMs = performance.now() - this.#dueAt;
    if (lateMs <= USUAL_LATENESS_MS) return false;
    this.#lostMs += lateMs;
    this.#ranLate(this.#dueAt, lateMs);
    return true;
  }
}
