import { createOriginMatcher } from '../../request/origin.js';
import { originsOption } from '../list-option.js';
import { defineRule } from '../rule.js';

export const originMismatch = defineRule({
  id: 'origin-mismatch',
  description:
    "The event's page or the request's `Origin` is not one of the allowed origins; without an `Origin`, the `Referer` counts. Needs the guard's `origins` or its own.",
  levels: { recommended: 'deny', strict: 'deny' },
  options: {
    /**
     * The allowed origins, such as `https://shop.example` or `https://*.shop.example`, in place of the
     * guard's.
     * @defaultValue the guard's `origins`
     */
    origins: originsOption(),
  },
  reads: ['originAllowed', 'eventOrigin', 'requestOrigin', 'lookup', 'eventId'],
  judge: ({ origins }) => {
    if (origins === undefined) {
      return ({ originAllowed }) => (originAllowed === undefined ? undefined : !originAllowed);
    }
    const allowed = createOriginMatcher(origins);
    return ({ eventOrigin, requestOrigin, lookup, eventId }) => {
      if (eventOrigin === undefined) return lookup === 'found' || eventId !== undefined ? true : undefined;
      return !allowed(eventOrigin) || (requestOrigin !== undefined && !allowed(requestOrigin));
    };
  },
  explain:
    ({ origins }) =>
    ({ eventOrigin, requestOrigin }) => ({
      message: 'the event or the request comes from an origin that is not allowed',
      actual: { eventOrigin, requestOrigin },
      ...(origins ? { expected: origins } : {}),
    }),
});
