import type { LookupResult } from '../event/lookup-result.js';
import type { AbortingDeadline } from '../lib/deadline.js';
import type { WaitUntil } from '../lib/wait-until.js';
import type { LookupHints } from '../policy/lookup-hints.js';
import type { ClientRecord } from './client-records.js';

/** The context of a lookup: its client, and its policy. */
export interface LookupRequest {
  /** False if this process has no time for the check: then nothing is opened or looked up. */
  admitted: boolean;
  /** True if the lookup waits for a turn, and for an event that is not visible yet. */
  patient: boolean;
  clientIp: string | undefined;
  /** The policy's hints. */
  hints: LookupHints;
  /** True once the client no longer waits for the answer. */
  isGone?: () => boolean | undefined;
  /** Receives work that continues once the event is there. */
  waitUntil?: WaitUntil | undefined;
  /** The client's record, if the policy refuses clients because of earlier IDs. */
  readonly client?: ClientRecord | undefined;
}

/** Looks up one event. Rejects only with a programming error, which is not an outcome. */
export type Lookup = (id: string, request: LookupRequest) => Promise<LookupResult>;

/** Looks up one event before a deadline. Rejects with a coded error, or with the reason of the deadline's signal. */
export type BoundedLookup = (
  id: string,
  request: LookupRequest,
  deadline: AbortingDeadline,
) => Promise<LookupResult>;

/** The cache key of an event, separate for each ruleset that judged it. The ID of a ruleset contains no colon. */
export const lookupKey = (id: string, { hints: { rulesetId } }: LookupRequest): string =>
  rulesetId === undefined ? id : `${rulesetId}:${id}`;
