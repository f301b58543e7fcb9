import { withMethods } from '../lib/option-checks.js';

/** A rate of lookups, and the number of them at once after a pause. */
export interface BudgetShare {
  /** The sustained rate, in lookups per second. */
  perSecond: number;
  /** The number of lookups at once after a pause. */
  burst: number;
}

/** The turn that one call to the Server API asks for. */
export interface TurnRequest {
  /** Names the account whose budget it is, the same on every instance; reveals nothing of its key. */
  account: string;
  /** The longest that the call can wait for its turn, ms. */
  maxWaitMs: number;
  /**
   * Names the client whose id is looked up, the same on every instance. It is a keyed hash: nobody without the API key
   * can tell the address from it. Undefined if the policy limits no clients, or many share the address.
   */
  client?: string | undefined;
  /** The call is no lookup, and only gets a turn that no lookup is likely to need. */
  isSpare?: boolean | undefined;
}

/** The answer to a request for a turn. */
export interface SharedTurn {
  /**
   * `'granted'` reserves the turn. `'spent'`: the wait would be too long, or nothing is to spare. `'suspect'`: turns are
   * scarce, and of the client's recent ids at least three were unknown, and more of them than not.
   */
  outcome: 'granted' | 'spent' | 'suspect';
  /** The time until the turn, or until the next one would be free, ms. */
  waitMs: number;
  /**
   * The part of the budget that this instance keeps to while the shared one cannot be asked. Undefined while nothing
   * limits lookups.
   */
  share?: BudgetShare | undefined;
}

/** What an instance has learnt from calls that ended. */
export interface BudgetReport {
  /** Names the account, as in a {@link TurnRequest}. */
  account: string;
  /** The number of answers other than a 429. */
  answered: number;
  /** A 429, and the pause that it asks for, ms. */
  limited?: { pauseMs: number } | undefined;
  /** How many more ids of a client turned out known or unknown; below 0 for what is taken back. */
  clients: readonly { client: string; known: number; unknown: number }[];
}

/**
 * One budget of lookups for all instances: whether turns are free, the pauses that the API asks for, and which clients
 * use them up with unknown ids. Its clock is its own, so that the instances' need not agree.
 *
 * The guard waits at most 100 ms for it, and at most a tenth of `deadlineMs`. While it rejects or does not answer, each
 * instance keeps to its own share, and to what it has learnt itself: nothing passes unlooked-up for that, and nobody is
 * refused for it alone.
 */
export interface SharedBudget {
  /** The share of an instance that has had no answer yet. Undefined if the budget follows the API's answers. */
  readonly share?: BudgetShare | undefined;
  /** Reserves a turn or refuses it, in one step for all instances. */
  take(request: TurnRequest): Promise<SharedTurn>;
  /** Takes what an instance has learnt. */
  learn(report: BudgetReport): Promise<void>;
}

/** Tells a shared budget from a rate. */
export const isSharedBudget = (value: unknown): value is SharedBudget =>
  withMethods('take', 'learn')(value) === undefined;
