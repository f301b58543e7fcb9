import { withMethods } from '../lib/option-checks.js';

/** A rate of lookups, and the number of them at once after a pause. */
export interface BudgetShare {
  /** The sustained rate, in lookups per second. */
  perSecond: number;
  /** The number of lookups at once after a pause. */
  burst: number;
}

/** A request for the turn of one call to the Server API. */
export interface TurnRequest {
  /** Identifies the account that the budget belongs to, the same on every instance; reveals nothing about its key. */
  account: string;
  /**
   * Identifies the guard: each has a share of its own, so a process with several guards counts as several instances.
   * Undefined if a caller other than a guard asks.
   */
  instance?: string | undefined;
  /** The longest that the call can wait for its turn, ms. */
  maxWaitMs: number;
  /**
   * Identifies the client whose ID is looked up, the same on every instance. It is a keyed hash: nobody can derive the
   * address from it without the API key. Undefined if the policy limits no clients, or many share the address.
   */
  client?: string | undefined;
  /** The call is not a lookup, and only gets a turn that no lookup is likely to need. */
  isSpare?: boolean | undefined;
  /**
   * Receives an answer that comes after `take` has rejected because of a time limit of its own. The call no longer waits
   * for the turn, but the guard learns its share, and the pause. If `take` itself is late, its own answer does the same.
   */
  onLateTurn?: ((turn: SharedTurn) => void) | undefined;
}

/** The answer to a request for a turn. */
export interface SharedTurn {
  /**
   * `'granted'` reserves the turn. `'spent'`: the wait would be too long, or no turn is spare. `'suspect'`: turns are
   * scarce, and of the client's recent IDs at least three, and more than half, were unknown.
   */
  outcome: 'granted' | 'spent' | 'suspect';
  /**
   * The time until the turn, or until the next one would be free, ms. Above 0, no turns are left: if the budget then
   * becomes unavailable, the instance still waits this long, but no longer than a minute.
   */
  waitMs: number;
  /** The part of the wait that the API asked for with a 429, ms. Of a late answer only this and the share count. */
  pauseMs?: number | undefined;
  /**
   * The part of the budget that this instance may use while the shared one is unavailable, less the turns that it has
   * just had. Undefined while nothing limits lookups.
   */
  share?: BudgetShare | undefined;
}

/** The results of an instance's finished calls. */
export interface BudgetReport {
  /** Identifies the account, as in a {@link TurnRequest}. */
  account: string;
  /** The number of answers other than a 429. */
  answered: number;
  /** A 429, and the pause that it asks for, ms. */
  limited?: { pauseMs: number } | undefined;
  /** The number of a client's IDs that turned out to be known or unknown; negative to correct an earlier count. */
  clients: readonly { client: string; known: number; unknown: number }[];
}

/**
 * One budget of lookups for all instances: whether turns are free, the pauses that the API asks for, and which clients
 * use them up with unknown IDs. It uses its own clock, so the clocks of the instances do not have to agree.
 *
 * The guard waits at most 100 ms for it, and at most a tenth of `deadlineMs`. While it rejects or does not answer, each
 * instance keeps to its own share and to the API's answers: an unavailable budget alone neither lets a request pass
 * without a lookup nor refuses anyone.
 */
export interface SharedBudget {
  /** The share of an instance that has had no answer yet. Undefined if the budget follows the API's answers. */
  readonly share?: BudgetShare | undefined;
  /** Reserves a turn or refuses it, in one step for all instances. */
  take(request: TurnRequest): Promise<SharedTurn>;
  /** Receives the results of an instance's calls. */
  learn(report: BudgetReport): Promise<void>;
}

/** Tells a shared budget from a rate. */
export const isSharedBudget = (value: unknown): value is SharedBudget =>
  withMethods('take', 'learn')(value) === undefined;
