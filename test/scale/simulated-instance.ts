import type { SingleUseEvent } from '../../packages/core/src/event/single-use.js';
import { createClaimEvent } from '../../packages/core/src/guard/claim-event.js';
import type { RequestMemo } from '../../packages/core/src/guard/request-memo.js';
import type {
  EventCache,
  FingerprintEvent,
  ReplayStore,
  SharedBudget,
} from '../../packages/core/src/index.js';
import type { AbortingDeadline } from '../../packages/core/src/lib/deadline.js';
import { Timekeeper } from '../../packages/core/src/lib/timekeeper.js';
import type { LookupTurns } from '../../packages/core/src/lookup/api-gate.js';
import { Budget, type BudgetOption } from '../../packages/core/src/lookup/budget.js';
import { SharedTurns } from '../../packages/core/src/lookup/shared-turns.js';
import { throughCache } from '../../packages/core/src/lookup/through-cache.js';
import { UnknownIds } from '../../packages/core/src/lookup/unknown-ids.js';
import { PolicyBook } from '../../packages/core/src/policy/policy-book.js';
import { NewestEvents } from '../../packages/core/src/webhook/newest.js';
import { lookupRequest } from '../../packages/core/test/support/lookup-request.js';
import type { SimulatedApi } from './simulated-api.js';
import { after } from './simulated-time.js';

export interface InstanceParts {
  api: SimulatedApi;
  /** A budget that is shared, one of its own, or one that follows the API's answers. */
  budget: SharedBudget | BudgetOption | undefined;
  replayStore: ReplayStore;
  cache: EventCache;
  clock: () => number;
  /** How long claims and events are kept, ms. */
  claimMs: number;
  eventMs: number;
}

/** The default of a guard, ms. */
const DEADLINE_MS = 2000;

/** A lookup waits for its turn for at most this long, ms: half of the deadline. */
const PATIENCE_MS = 1000;

const request = lookupRequest();
const bounds = { maxEventAgeMs: 600_000, maxClockSkewMs: 30_000, apiVersion: 'v4' } as const;
const policy = new PolicyBook({ policy: 'recommended' }, bounds, {}).find();

/** Each request is judged once. */
const NO_MEMO = { claim: (_key, _claimant, claim) => claim() } as Pick<RequestMemo, 'claim'> as RequestMemo;

const unknownIds = new UnknownIds(0, Date.now, Date.now);

/** How a check ended: refused before its claim, used before, or passed, with the store's word or without. */
export type Outcome = 'refused' | 'reused' | 'passed' | 'passed without the store';

/** One instance of an application: the parts of a guard that talk to others, and nothing that only computes. */
export class SimulatedInstance {
  readonly #claim: ReturnType<typeof createClaimEvent>;
  readonly #lookUp: (id: string) => Promise<boolean>;
  readonly #newest: NewestEvents;

  constructor({ api, budget, replayStore, cache, clock, claimMs, eventMs }: InstanceParts) {
    const timekeeper = new Timekeeper();
    this.#claim = createClaimEvent({ store: replayStore, ttlMs: claimMs, timekeeper, clock });
    this.#newest = new NewestEvents(cache, eventMs, timekeeper);
    const turns = turnsOf(budget, timekeeper, clock);
    const cached = throughCache(
      async (id) => {
        const waitMs = await turns.take(PATIENCE_MS);
        if (waitMs > 0) await after(waitMs);
        try {
          await api.lookUp();
        } catch (error) {
          turns.failed(error);
          throw error;
        }
        turns.succeeded();
        return { outcome: 'found', event: eventOf(id), source: 'api' };
      },
      {
        timekeeper,
        cache,
        unknownIds,
        cacheTtlMs: eventMs,
        onCacheError: () => {},
      },
    );
    this.#lookUp = async (id) => {
      try {
        await cached(id, request, timekeeper.deadline(DEADLINE_MS) as AbortingDeadline);
        return true;
      } catch {
        return false;
      }
    };
  }

  /** Takes a delivery of a webhook; false if it could not be kept. */
  deliver(id: string): Promise<boolean> {
    return this.#newest.keep(eventOf(id) as SingleUseEvent).then(
      () => true,
      () => false,
    );
  }

  async checkById(id: string): Promise<Outcome> {
    return (await this.#lookUp(id)) ? this.checkSealed(id) : 'refused';
  }

  /** Checks an ID whose event came with the request. */
  async checkSealed(id: string): Promise<Outcome> {
    const { replayStore, reused, passOnce } = await this.#claim(NO_MEMO, id, policy, undefined);
    if (replayStore === 'ok') return reused ? 'reused' : 'passed';
    return passOnce?.() ? 'passed without the store' : 'refused';
  }
}

function turnsOf(budget: InstanceParts['budget'], timekeeper: Timekeeper, clock: () => number): LookupTurns {
  if (!budget || !('take' in budget)) return new Budget(budget, clock);
  return new SharedTurns({
    shared: budget,
    account: 'a',
    apiKey: 'k',
    timekeeper,
    deadlineMs: DEADLINE_MS,
    clock,
    onError: () => {},
  });
}

const eventOf = (id: string): FingerprintEvent =>
  ({ eventId: id, timestamp: 1, generation: 'v4', failed: {}, raw: {} }) as unknown as FingerprintEvent;
