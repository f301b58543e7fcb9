import type { OutputStream } from './terminal.js';

/** A file whose reading progress can be shown. */
export interface ProgressSource {
  readonly name: string;
  readonly bytes: number | undefined;
}

const BAR_WIDTH = 24;

/** The minimum time between two redraws, ms. */
const MIN_INTERVAL_MS = 100;

const CLEAR_LINE = '\r\u001b[2K';

/** A line that shows the progress of reading on a terminal. */
export class Progress {
  readonly #stream: OutputStream | undefined;
  readonly #now: () => number;
  #totalBytes = 0;
  #doneBytes = 0;
  #files = 0;
  #doneFiles = 0;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #isDrawn = false;

  /** @param stream A terminal; undefined to show nothing. */
  constructor(stream: OutputStream | undefined, now: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#now = now;
  }

  start(sources: readonly ProgressSource[]): void {
    this.#files = sources.length;
    this.#totalBytes = sources.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  }

  /** @param share The share of the source that was read, 0..1; undefined if it is unknown. */
  advance({ bytes = 0 }: ProgressSource, records: number, share: number | undefined): void {
    if (!this.#stream || this.#now() - this.#drawnAt < MIN_INTERVAL_MS) return;
    this.#drawnAt = this.#now();
    const isKnown = this.#totalBytes > 0 && (share !== undefined || this.#files > 1);
    const whole = (this.#doneBytes + bytes * (share ?? 0)) / this.#totalBytes;
    const bar = isKnown ? `${barOf(whole)} ${Math.floor(whole * 100)}% ` : '';
    const files = this.#files > 1 ? ` · file ${this.#doneFiles + 1} of ${this.#files}` : '';
    this.#stream.write(`${CLEAR_LINE}${bar}${records.toLocaleString('en')} records${files}`);
    this.#isDrawn = true;
  }

  finish({ bytes = 0 }: ProgressSource): void {
    this.#doneFiles++;
    this.#doneBytes += bytes;
  }

  /** Removes the line. */
  stop(): void {
    if (this.#isDrawn) this.#stream?.write(CLEAR_LINE);
    this.#isDrawn = false;
  }
}

function barOf(share: number): string {
  const filled = Math.round(share * BAR_WIDTH);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
}
