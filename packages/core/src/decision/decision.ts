import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { FingerprintError } from '../lib/errors.js';
import type { ActiveLevel, Mode } from '../policy/level.js';
import type { Signals } from '../signals/signals.js';
import type { DecisionRequest } from './decision-request.js';

/** The conclusion of a policy, mildest first. */
export type Action = 'allow' | 'challenge' | 'deny';

/** The source of the event; `none` if there is no event. */
export type DecisionSource = 'sealed' | 'cache' | 'api' | 'none';

/** One rule that matched. For the server's log: a client never sees it. */
export interface Reason {
  /** The name of the rule, as in the policy. */
  rule: string;
  /** The level of the rule in the policy. */
  level: ActiveLevel;
  /** The explanation, for people. */
  message: string;
  /** The observed value. Can name or locate someone. */
  actual?: unknown;
  /** The allowed value. */
  expected?: unknown;
  /** The visit is outside the rule's `sample`; inside it, the rule would count at its own level. */
  outsideSample?: true;
}

/** The conclusion of a second policy on the same facts. */
export interface ShadowDecision {
  /** The name of the second policy. */
  policy: string;
  /** The revision of the second policy, as in {@link Decision}. */
  policyRevision: string;
  /** The conclusion that the second policy would have come to. */
  action: Action;
  /** Rules that matched at `challenge` or `deny`, worst first. */
  reasons: Reason[];
  /** Undecided rules; signals that only this policy would have needed are unknown. */
  unknown: string[];
}

/** The verdict of a guard on one request, with everything that led to it. */
export interface Decision {
  /** The `decisionId` that a blocked client receives; finds the decision in the log. */
  id: string;
  /** The time of the check, by the guard's clock; ms since 1970. */
  at: number;
  /** The conclusion of the policy: the worst level among the rules that matched, whatever the mode. */
  action: Action;
  /** The request is blocked: `action` is not `allow`, the mode is `enforce`, and something requires a decision. */
  blocked: boolean;
  /** True if a route requires the decision; `false` for one that is only attached. */
  required: boolean;
  /** The mode of the policy; in `monitor` nothing is blocked. */
  mode: Mode;
  /** The policy's name, `default` or `inline`. */
  policy: string;
  /** A hash of what the policy means, 12 hexadecimal digits: the same for equal policies, different for others. */
  policyRevision: string;
  /** The request that was checked. **Untrusted** except for `route`. */
  request: DecisionRequest;
  /** Rules that matched at `challenge` or `deny`, worst first. */
  reasons: Reason[];
  /** Rules that matched at `observe`. */
  observed: Reason[];
  /** Undecided rules: their signals were missing. */
  unknown: string[];
  /**
   * The level that each rule in `unknown` has in the policy, in the same order. Decisions that were not made by a guard
   * may lack it.
   */
  unknownLevels?: ActiveLevel[];
  /** Allowed although the event could not be retrieved, or the replay store could not hold its one use. */
  failedOpen: boolean;
  /** The flat facts that rules and conditions read. */
  signals: Signals;
  /** The event, fetched from the Server API or unsealed; undefined if it could not be retrieved. */
  event?: FingerprintEvent;
  /** The source of the event. */
  source: DecisionSource;
  /** The reason why the event could not be retrieved, with the underlying `cause`. */
  error?: FingerprintError;
  /** The conclusion of another policy, if the guard's `shadow` names one. It never changes the answer. */
  shadow?: ShadowDecision;
  /** The time that the check took, ms. */
  elapsedMs: number;
}
