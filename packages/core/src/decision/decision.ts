import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { FingerprintError } from '../lib/errors.js';
import type { ActiveLevel, Mode } from '../policy/level.js';
import type { Signals } from '../signals/signals.js';

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

/** What a guard thinks of one request. */
export interface Decision {
  /** What a blocked client is told as `decisionId`, to find it in the log. */
  id: string;
  action: Action;
  /** The request is stopped: `action` is not `allow`, the mode is `enforce`, and something requires a decision. */
  blocked: boolean;
  mode: Mode;
  /** The policy's name, `default` or `inline`. */
  policy: string;
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
  elapsedMs: number;
}
