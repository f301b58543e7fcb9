import { FingerprintError } from '../../packages/core/src/index.js';
import { TokenBucket } from '../../packages/core/src/lookup/token-bucket.js';
import { BURST_SECONDS } from './model.js';
import { after } from './simulated-time.js';

/** How long the API takes to answer, ms: little, so that few lookups are under way, which cost memory. */
const ANSWER_MS = 5;

/** An API that knows every event, and limits lookups. */
export class SimulatedApi {
  readonly #bucket: TokenBucket;
  readonly #clock: () => number;
  counts = { asked: 0, limited: 0 };

  constructor(perSecond: number, clock: () => number) {
    this.#clock = clock;
    this.#bucket = new TokenBucket(perSecond, perSecond * BURST_SECONDS, perSecond * BURST_SECONDS, clock());
  }

  restart(): void {
    this.counts = { asked: 0, limited: 0 };
  }

  /** @throws FingerprintError `ERR_FP_RATE_LIMITED`. */
  async lookUp(): Promise<void> {
    this.counts.asked++;
    const isLimited = this.#bucket.waitMs(this.#clock()) > 0;
    if (isLimited) this.counts.limited++;
    else this.#bucket.take(this.#clock());
    await after(ANSWER_MS);
    if (isLimited) throw new FingerprintError('ERR_FP_RATE_LIMITED', 'x', { status: 429 });
  }
}
