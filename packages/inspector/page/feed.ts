import type { DecisionRow } from '../src/decision-row.js';
import { fetchHeld, STREAM_URL } from './api.js';

export type Connection = 'connecting' | 'live' | 'lost';

/** The reason why new decisions wait: the user pressed "Pause", or is reading the list. */
export type Hold = 'paused' | 'reading';

/** The time before a refused stream is requested again, ms. */
const RETRY_MS = 3000;

/**
 * The decisions that the server keeps, the newest first, and new ones as they arrive. Those that arrive within one
 * frame are shown together; while a hold is active, they wait.
 */
export class DecisionFeed {
  rows: readonly DecisionRow[] = [];
  size = 0;
  connection: Connection = 'connecting';
  readonly #holds = new Set<Hold>();
  #waiting: DecisionRow[] = [];
  #arrivals: number[] = [];
  #frame: number | undefined;
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** The number of decisions that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  get paused(): boolean {
    return this.#holds.has('paused');
  }

  /** The recent number of decisions per second. */
  get rate(): number {
    const since = performance.now() - 5000;
    this.#arrivals = this.#arrivals.filter((at) => at > since);
    return this.#arrivals.length / 5;
  }

  start(): void {
    const source = new EventSource(STREAM_URL);
    source.addEventListener('hello', () => void this.#load());
    source.addEventListener('decision', ({ data }) => this.#take(JSON.parse(data)));
    source.addEventListener('error', () => {
      this.connection = 'lost';
      this.#schedule();
      if (source.readyState === EventSource.CLOSED) setTimeout(() => this.start(), RETRY_MS);
    });
  }

  /** Starts or ends a hold; new decisions wait while there is any. */
  hold(reason: Hold, on: boolean): void {
    if (this.#holds.has(reason) === on) return;
    if (on) this.#holds.add(reason);
    else this.#holds.delete(reason);
    this.#schedule();
  }

  /** Loads all kept decisions; the stream delivers every later one. */
  async #load(): Promise<void> {
    try {
      const { size, decisions } = await fetchHeld();
      this.size = size;
      const known = new Set(decisions.map(({ id }) => id));
      this.#waiting = this.#waiting.filter(({ id }) => !known.has(id));
      this.rows = decisions;
      this.connection = 'live';
    } catch {
      this.connection = 'lost';
    }
    this.#schedule();
  }

  #take(row: DecisionRow): void {
    this.#arrivals.push(performance.now());
    this.#waiting.push(row);
    if (this.size > 0 && this.#waiting.length > this.size) this.#waiting.shift();
    this.#schedule();
  }

  #schedule(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      if (this.#holds.size === 0 && this.#waiting.length > 0) this.#letIn();
      this.#onChange();
    });
  }

  #letIn(): void {
    const all = [...this.#waiting.reverse(), ...this.rows];
    this.rows = this.size > 0 ? all.slice(0, this.size) : all;
    this.#waiting = [];
  }
}
