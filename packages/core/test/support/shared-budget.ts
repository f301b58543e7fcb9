import type { BudgetShare, SharedBudget } from '../../src/index.js';
import { FingerprintError, isFingerprintError } from '../../src/index.js';
import { Budget } from '../../src/lookup/budget.js';
import { ClientRecords } from '../../src/lookup/client-records.js';

/** Names of clients are not addresses; here each name maps to its own address. */
const addressOf = (client: string) =>
  `2001:${client.slice(0, 4)}:${client.slice(4, 8)}:${client.slice(8, 12)}::1`;

/**
 * A budget that is shared within a test: what one instance does on its own, for all of them.
 * @param instances The number that the budget is divided among while it cannot be asked.
 */
export function memoryBudget(rate: BudgetShare | undefined, instances: number, now: () => number) {
  const budget = new Budget(rate, now);
  const records = new ClientRecords(now);
  const share = rate && { perSecond: rate.perSecond / instances, burst: Math.max(1, rate.burst / instances) };
  let pausedUntil = 0;
  const calls = { take: 0, learn: 0 };
  const pauseMs = () => Math.max(0, pausedUntil - now());
  const state = { fails: undefined as (() => Promise<never>) | undefined };
  const shared: SharedBudget = {
    share,
    async take({ maxWaitMs, client, isSpare }) {
      calls.take++;
      if (state.fails) return state.fails();
      try {
        const record = client === undefined ? undefined : records.find(addressOf(client));
        const waitMs = isSpare ? budget.takeSpare(maxWaitMs) : budget.take(maxWaitMs, record);
        return { outcome: 'granted', waitMs, pauseMs: pauseMs(), share };
      } catch (error) {
        if (!isFingerprintError(error)) throw error;
        const outcome = error.code === 'ERR_FP_CLIENT_LIMIT' ? 'suspect' : 'spent';
        return { outcome, waitMs: error.retryAfterMs ?? 0, pauseMs: pauseMs(), share };
      }
    },
    async learn({ answered, limited, clients }) {
      calls.learn++;
      if (state.fails) return state.fails();
      for (let each = 0; each < answered; each++) budget.succeeded();
      if (limited) {
        budget.failed(tooMany(limited.pauseMs));
        pausedUntil = Math.max(pausedUntil, now() + limited.pauseMs);
      }
      for (const { client, known, unknown } of clients) {
        const record = records.find(addressOf(client));
        for (let each = 0; each < unknown; each++) record?.unknown();
        for (let each = 0; each < known; each++) record?.known(each < -unknown);
      }
    },
  };
  return { shared, calls, state };
}

const tooMany = (retryAfterMs: number) =>
  new FingerprintError('ERR_FP_RATE_LIMITED', 'x', { status: 429, retryAfterMs });
