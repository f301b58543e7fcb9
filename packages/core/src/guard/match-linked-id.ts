import type { FingerprintEvent } from '../event/fingerprint-event.js';
import type { Warn } from '../lib/warnings.js';
import type { LinkedIdOption } from '../options.js';
import type { IncomingRequest } from '../request/incoming-request.js';
import type { SignalName } from '../signals/signals.js';

/** Whether the event is linked to whom its request is for; undefined where nobody is expected, or no policy asks. */
export type MatchLinkedId = (
  known: { request: IncomingRequest; native: object | undefined; event: FingerprintEvent | undefined },
  reads: ReadonlySet<SignalName | 'event'>,
) => boolean | undefined;

/**
 * Builds the comparison. An event without a linked id does not match: leaving it out is the client's to do. Neither
 * does any event where the function throws, or returns what is no text: what it reads may be the client's, who could
 * otherwise switch the rule off by sending what breaks it.
 */
export function createMatchLinkedId(expected: LinkedIdOption | undefined, warn: Warn): MatchLinkedId {
  return ({ request, native, event }, reads) => {
    if (!expected || !event || !reads.has('linkedIdMatches')) return undefined;
    let linkedId: unknown;
    try {
      linkedId = expected(request, native);
    } catch {
      warn('linkedId', 'the function linkedId throws; the events of its requests count as linked to another');
      return false;
    }
    if (linkedId === undefined || linkedId === null) return undefined;
    if (typeof linkedId !== 'string' || linkedId === '') {
      warn(
        'linkedId',
        'the function linkedId returns something else than a text or undefined; it matches no event',
      );
      return false;
    }
    return event.linkedId === linkedId;
  };
}
