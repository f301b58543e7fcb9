import { randomUUID } from 'node:crypto';
import {
  type BudgetShare,
  FingerprintError,
  type SharedBudget,
  type SharedTurn,
  type TurnRequest,
} from '@fingerprint-guard/core';
import { createBound } from './bound.js';
import { budgetScript, REDIS_TIME } from './budget-script.js';
import { commandsOf } from './client.js';
import { issue, type RedisStoreOptions, readOptions } from './options.js';
import { Script } from './script.js';

/** The options of a shared budget: the client, and a rate if it is set by hand. */
export interface RedisBudgetOptions extends RedisStoreOptions {
  /**
   * The sustained rate of all instances together, in lookups per second; at least 0.001. Goes with `burst`.
   * @defaultValue unbounded until the API answers 429, then following its answers
   */
  perSecond?: number | undefined;
  /** The number of lookups at once after a pause, of all instances together; at least 1. Goes with `perSecond`. */
  burst?: number | undefined;
}

/** The burst of a learnt limit, in seconds' worth of turns, as in a guard's own budget. */
const BURST_SECONDS = 3;

const OUTCOMES = ['granted', 'spent', 'suspect'] as const;

/**
 * Creates one budget of lookups for all instances over Redis. A turn is one command, and the time is Redis's own. Every
 * instance keeps the pauses that the API asks any of them for, and refuses the clients whose IDs were unknown to any.
 *
 * While Redis is slow, stopped or gone, each instance keeps to its share: the budget divided by the instances that
 * Redis saw during the last minute, less the turns that it has just had. It keeps the wait that Redis last told it, up
 * to a minute. Redis must be of version 5 or later, and allow the commands of the script: the package's README lists
 * them.
 *
 * **Trust**: it holds no address, key or event ID. A client is identified by a hash of its address that is keyed with
 * the API key; whoever can write to this Redis can stop lookups, but cannot let a request pass.
 *
 * The methods reject with a FingerprintError: `ERR_FP_TIMEOUT`, `ERR_FP_NETWORK` or `ERR_FP_BAD_RESPONSE`.
 * @throws FingerprintError `ERR_FP_OPTION` if the options have issues.
 * @example
 * ```ts
 * import { createFingerprintGuard } from '@fingerprint-guard/core';
 * import { createRedisBudget } from '@fingerprint-guard/redis';
 * import { Redis } from 'ioredis';
 *
 * createFingerprintGuard({
 *   apiKey: process.env.FINGERPRINT_SECRET_API_KEY,
 *   budget: createRedisBudget({ client: new Redis(), perSecond: 5, burst: 15 }),
 * });
 * ```
 */
export function createRedisBudget(options: RedisBudgetOptions): SharedBudget {
  const { perSecond, burst, ...store } = { ...options };
  const { client, prefix, timeoutMs } = readOptions(store, { prefix: 'fpg:budget:', timeoutMs: 50 });
  const rate = readRate(perSecond, burst);
  const commands = commandsOf(client);
  const bound = createBound(commands, timeoutMs);
  const script = new Script(budgetScript(REDIS_TIME));
  /** Whoever asks without a name of its own. */
  const unnamed = randomUUID();

  const run = (
    what: string,
    { account, instance = unnamed }: Pick<TurnRequest, 'account' | 'instance'>,
    clients: readonly string[],
    args: readonly string[],
    onLate?: (answer: unknown) => void,
  ) => {
    // The braces keep the keys of one account in one cluster slot.
    const budget = `${prefix}{${account}}`;
    const keys = [budget, `${budget}:instances`, ...clients.map((name) => `${budget}:client:${name}`)];
    const rateArgs = rate ? [String(rate.perSecond), String(rate.burst)] : ['', ''];
    const all = [what, instance, ...rateArgs, ...args];
    return bound(budget, (signal) => script.run(commands, keys, all, signal), onLate);
  };

  return {
    share: rate,
    async take(request) {
      const { maxWaitMs, client, isSpare, onLateTurn } = request;
      const clients = client === undefined ? [] : [client];
      const args = [String(maxWaitMs), isSpare ? '1' : ''];
      const onLate = (answer: unknown) => {
        const turn = turnOf(answer, rate);
        if (turn) onLateTurn?.(turn);
      };
      const turn = turnOf(await run('take', request, clients, args, onLate), rate);
      if (turn) return turn;
      throw new FingerprintError('ERR_FP_BAD_RESPONSE', 'Redis gave an answer that the script never gives');
    },
    async learn({ account, answered, limited, clients }) {
      const counts = clients.flatMap(({ known, unknown }) => [String(known), String(unknown)]);
      const names = clients.map(({ client }) => client);
      const pause = limited ? String(limited.pauseMs) : '';
      await run('learn', { account }, names, [String(answered), pause, ...counts]);
    },
  };
}

/** Undefined for an answer that the script never gives. */
function turnOf(answer: unknown, rate: BudgetShare | undefined): SharedTurn | undefined {
  const [outcome, waitMs, instances, learnt, pauseMs] = Array.isArray(answer) ? (answer as unknown[]) : [];
  const named = OUTCOMES[Number(outcome)];
  const count = Number(instances);
  if (named === undefined || !(Number(waitMs) >= 0 && count >= 1 && Number(pauseMs) >= 0)) return undefined;
  const perSecond = Number(learnt);
  const whole = rate ?? (perSecond > 0 ? { perSecond, burst: perSecond * BURST_SECONDS } : undefined);
  const share = whole && divided(whole, count);
  return { outcome: named, waitMs: Number(waitMs), pauseMs: Number(pauseMs), share };
}

const divided = ({ perSecond, burst }: BudgetShare, instances: number): BudgetShare => ({
  perSecond: perSecond / instances,
  burst: Math.max(1, burst / instances),
});

/** @throws FingerprintError `ERR_FP_OPTION`. */
function readRate(perSecond: unknown, burst: unknown): BudgetShare | undefined {
  if (perSecond === undefined && burst === undefined) return undefined;
  const isRate = (value: unknown, least: number): value is number =>
    typeof value === 'number' && value >= least && value < Number.POSITIVE_INFINITY;
  if (isRate(perSecond, 0.001) && isRate(burst, 1)) return { perSecond, burst };
  throw issue('perSecond, burst: expected both, as numbers of at least 0.001 and 1, or neither');
}
