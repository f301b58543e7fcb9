import type { Warn } from '../lib/warnings.js';
import type { LinkedIdOption } from '../options.js';
import type { Pipeline } from './pipeline.js';

/**
 * Builds the comparison. An event without a linked id does not match: leaving it out is the client's to do. Neither
 * does any event where the function throws, or returns what is no text: what it reads may be the client's, who could
 * otherwise switch the rule off by sending what breaks it.
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
        'the function linkedId throws; the events of its requests count as linked to another',
        error,
      );
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
