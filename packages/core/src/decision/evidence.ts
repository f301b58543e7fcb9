import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { Signals } from '../signals/signals.js';
import type { DecisionSource } from './decision.js';
import type { DecisionRequest } from './decision-request.js';

/** The facts of a visit, for an evaluation without a guard. */
export interface Evidence {
  /** The flat facts; omitted ones are unknown. */
  signals: Signals;
  /**
   * The event, for rules that read more of it than the signals contain. Rules that read `raw` are undecided without it.
   */
  event?: RecordedEvent | undefined;
  /** The source of the event, as in the decision. @defaultValue `'none'` */
  source?: DecisionSource;
  /** The ID of the decision. @defaultValue an empty string */
  id?: string;
  /** The time of the visit; ms since 1970. @defaultValue `0` */
  at?: number;
  /** True if a route requires the decision: one that is not required blocks nothing. @defaultValue `true` */
  required?: boolean;
  /** The request that was checked. @defaultValue one without a method and a path */
  request?: DecisionRequest;
  /** The time that the check took, ms. @defaultValue `0` */
  elapsedMs?: number;
}

/** An event, which may come without `raw`. */
export type RecordedEvent = Omit<FingerprintEvent, 'raw'> & Partial<Pick<FingerprintEvent, 'raw'>>;
