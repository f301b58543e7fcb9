import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { FingerprintError } from '../lib/errors.js';
import type { ActiveLevel, Mode } from '../policy/level.js';
import type { Signals } from '../signals/signals.js';
import type { DecisionRequest } from './decision-request.js';

/** What a policy concludes, mildest first. */
export type Action = 'allow' | 'challenge' | 'deny';

/** Where the event was had. */
export type DecisionSource = 'sealed' | 'cache' | 'api' | 'none';

/** One rule that matched. For the server's log: a client never sees it. */
export interface Reason {
  rule: string;
  level: ActiveLevel;
  /** In words a person understands. */
  message: string;
  /** What was seen. */
  actual?: unknown;
  /** What was allowed. */
  expected?: unknown;
  /** The visit is outside of the rule's `sample`: inside of it, the rule would count at its own level. */
  outsideSample?: true;
}

/** What a second policy concludes of what the first one judged. */
export interface ShadowDecision {
  policy: string;
  policyRevision: string;
  action: Action;
  /** Rules that matched at `challenge` or `deny`, worst first. */
  reasons: Reason[];
  /** Rules that could not be judged; what this policy alone would have asked for is not known. */
  unknown: string[];
}

/** What a guard thinks of one request. */
export interface Decision {
  /** What a blocked client is told as `decisionId`, to find it in the log. */
  id: string;
  /** When the request was judged, by the guard's clock; ms since 1970. */
  at: number;
  action: Action;
  /** The request is stopped: `action` is not `allow`, the mode is `enforce`, and something requires a decision. */
  blocked: boolean;
  /** A route requires the decision; `false` for one that is only attached. */
  required: boolean;
  mode: Mode;
  /** The policy's name, `default` or `inline`. */
  policy: string;
  /** 12 hexadecimal digits that name what the policy means: the same for equal policies, another for any other. */
  policyRevision: string;
  /** Which request was judged. **Untrusted** but for `route`. */
  request: DecisionRequest;
  /** Rules that matched at `challenge` or `deny`, worst first. */
  reasons: Reason[];
  /** Rules that matched at `observe`. */
  observed: Reason[];
  /** Rules that could not be judged: their signals were missing. */
  unknown: string[];
  /** Allowed although the event could not be had, or the replay store could not hold its one use. */
  failedOpen: boolean;
  signals: Signals;
  /** The event, fetched from the Server API or unsealed; undefined where it could not be had. */
  event?: FingerprintEvent;
  source: DecisionSource;
  /** Why the event could not be had, with the underlying `cause`. */
  error?: FingerprintError;
  /** What another policy would have concluded, if the guard's `shadow` names one. It never changes the answer. */
  shadow?: ShadowDecision;
  /** How long the check took, ms. */
  elapsedMs: number;
}
