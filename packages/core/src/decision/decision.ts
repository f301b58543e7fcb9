import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { FingerprintError } from '../lib/errors.js';
import type { ActiveLevel, Mode } from '../policy/level.js';
import type { Signals } from '../signals/signals.js';
import type { DecisionRequest } from './decision-request.js';

/** The conclusion of a policy, mildest first. */
export type Action = 'allow' | 'challenge' | 'deny';

/** Where the event came from; `none` if there is no event. */
export type DecisionSource = 'sealed' | 'cache' | 'api' | 'none';

/** One rule that matched. For the server's log: a client never sees it. */
export interface Reason {
  /** The name of the rule, as the policy has it. */
  rule: string;
  /** The level that the policy has the rule at. */
  level: ActiveLevel;
  /** In words a person understands. */
  message: string;
  /** The value that was seen. Can name or locate someone. */
  actual?: unknown;
  /** The value that was allowed. */
  expected?: unknown;
  /** The visit is outside of the rule's `sample`: inside of it, the rule would count at its own level. */
  outsideSample?: true;
}

/** The conclusion of a second policy on what the first one judged. */
export interface ShadowDecision {
  /** The name of the second policy. */
  policy: string;
  /** The revision of the second policy, as in {@link Decision}. */
  policyRevision: string;
  /** The conclusion that the second policy would have come to. */
  action: Action;
  /** Rules that matched at `challenge` or `deny`, worst first. */
  reasons: Reason[];
  /** Rules that could not be judged; what this policy alone would have asked for is not known. */
  unknown: string[];
}

/** The verdict of a guard on one request, with everything that led to it. */
export interface Decision {
  /** The `decisionId` that a blocked client is told, to find the decision in the log. */
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
  /** A hash of what the policy means, 12 hexadecimal digits: the same for equal policies, another for any other. */
  policyRevision: string;
  /** Which request was judged. **Untrusted** but for `route`. */
  request: DecisionRequest;
  /** Rules that matched at `challenge` or `deny`, worst first. */
  reasons: Reason[];
  /** Rules that matched at `observe`. */
  observed: Reason[];
  /** Rules that could not be judged: their signals were missing. */
  unknown: string[];
  /** Allowed although the event could not be retrieved, or the replay store could not hold its one use. */
  failedOpen: boolean;
  /** The flat facts that rules and conditions speak of. */
  signals: Signals;
  /** The event, fetched from the Server API or unsealed; undefined if it could not be retrieved. */
  event?: FingerprintEvent;
  /** Where the event came from. */
  source: DecisionSource;
  /** The reason why the event could not be retrieved, with the underlying `cause`. */
  error?: FingerprintError;
  /** The conclusion of another policy, if the guard's `shadow` names one. It never changes the answer. */
  shadow?: ShadowDecision;
  /** The time that the check took, ms. */
  elapsedMs: number;
}
