import {
  type BudgetShare,
  type EventCache,
  FingerprintError,
  type FingerprintEvent,
  type ReplayStore,
  type SharedBudget,
} from '../../packages/core/src/index.js';
import { memoryBudget } from '../../packages/core/test/support/shared-budget.js';

/** What expires, in the order of its expiry. */
class Expiring<T> {
  readonly #clock: () => number;
  readonly #entries = new Map<string, { value: T; expiry: number }>();
  most = 0;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.expiry > this.#clock() ? entry.value : undefined;
  }

  set(key: string, value: T, ttlMs: number): void {
    const now = this.#clock();
    for (const [old, { expiry }] of this.#entries) {
      if (expiry > now) break;
      this.#entries.delete(old);
    }
    this.#entries.delete(key);
    this.#entries.set(key, { value, expiry: now + ttlMs });
    this.most = Math.max(this.most, this.#entries.size);
  }
}

/** The stores that instances share, in memory. They count their commands, and fail during an outage. */
export class SimulatedRedis {
  readonly #claims: Expiring<true>;
  readonly #events: Expiring<FingerprintEvent>;
  readonly #budget: ReturnType<typeof memoryBudget>;
  readonly #commands = { claims: 0, events: 0 };
  readonly #rate: BudgetShare;
  #outage: (() => Promise<never>) | undefined;

  /** @param instances The number that the budget is divided among while it cannot be asked. */
  constructor(rate: BudgetShare, instances: number, clock: () => number) {
    this.#claims = new Expiring(clock);
    this.#events = new Expiring(clock);
    this.#rate = rate;
    this.#budget = memoryBudget(rate, instances, clock);
  }

  /** Counts anew. */
  restart(): void {
    Object.assign(this.#commands, { claims: 0, events: 0 });
    Object.assign(this.#budget.calls, { take: 0, learn: 0 });
  }

  /** The commands so far. */
  get commands() {
    const { take, learn } = this.#budget.calls;
    return { ...this.#commands, turns: take, reports: learn };
  }

  /** The largest number of what was held at one time. */
  get held() {
    return { claims: this.#claims.most, events: this.#events.most };
  }

  /** Refuses every command, or leaves it without an answer. */
  fail(how: 'refuses' | 'hangs'): void {
    this.#outage = () =>
      how === 'hangs' ? new Promise(() => {}) : Promise.reject(new FingerprintError('ERR_FP_NETWORK', 'x'));
    this.#budget.state.fails = this.#outage;
  }

  recover(): void {
    this.#outage = undefined;
    this.#budget.state.fails = undefined;
  }

  /** An instance that has not asked yet does not know how many share the rate. */
  get budget(): SharedBudget {
    return { ...this.#budget.shared, share: this.#rate };
  }

  readonly replayStore: ReplayStore = {
    claim: async (key, ttlMs) => {
      this.#commands.claims++;
      await this.#outage?.();
      if (this.#claims.get(key)) return false;
      this.#claims.set(key, true, ttlMs);
      return true;
    },
  };

  readonly cache: EventCache = {
    get: async (key) => {
      this.#commands.events++;
      await this.#outage?.();
      return this.#events.get(key);
    },
    set: async (key, event, ttlMs) => {
      this.#commands.events++;
      await this.#outage?.();
      this.#events.set(key, event, ttlMs);
    },
    setIfNewer: async (key, event, ttlMs) => {
      this.#commands.events++;
      await this.#outage?.();
      if (this.#events.get(key)) return false;
      this.#events.set(key, event, ttlMs);
      return true;
    },
    delete: async () => {},
  };
}
