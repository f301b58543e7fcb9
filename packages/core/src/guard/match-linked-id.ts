import type { Warn } from '../lib/warnings.js';
import type { LinkedIdOption } from '../options.js';
import type { Pipeline } from './pipeline.js';

/**
 * Builds the comparison. An event without a linked ID does not match: a client can leave it out. Nor does any event
 * match if the function throws, or returns something other than a string: it may read what the client sent, and
 * otherwise a client could switch the rule off by sending something that breaks it.
 */
export function createMatchLinkedId(
  expected: LinkedIdOption | undefined,
  warn: Warn,
): Pipeline['matchLinkedId'] {
  return ({ request, context, event, reads }) => {
    if (!expected || !event || !reads.has('linkedIdMatches')) return undefined;
    let linkedId: unknown;
    try {
      linkedId = expected(request, context);
    } catch (error) {
      warn(
        'linkedId',
        'the linkedId function throws; events of those requests count as linked to somebody else',
        error,
      );
      return false;
    }
    if (linkedId === undefined || linkedId === null) return undefined;
    if (typeof linkedId !== 'string' || linkedId === '') {
      warn(
        'linkedId',
        'the linkedId function returns something other than a string or undefined; it matches no event',
      );
      return false;
    }
    return event.linkedId === linkedId;
  };
}
