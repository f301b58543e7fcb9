import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { createUtcOffset } from '../location/utc-offset.js';
import { collectSignals } from './collect.js';
import type { Signals } from './signals.js';

/**
 * Derives the signals of an event alone: to judge events without a guard, such as those of a search. Signals that need
 * a request or a clock (`ageMs`, `clientIp`, `ipMatch`, `reused`, `originAllowed` and so on) are unknown.
 * @example
 * ```ts
 * import { evaluatePolicy, eventSignals } from '@fingerprint-guard/core';
 *
 * const { events } = await guard.api.searchEvents({ suspect: true });
 * for (const event of events) {
 *   const { action } = evaluatePolicy(login, { signals: eventSignals(event), event });
 *   console.log(event.eventId, action);
 * }
 * ```
 */
export function eventSignals(event: FingerprintEvent): Signals {
  return collectSignals(
    {
      request: { method: 'GET', url: '/', headers: {} },
      reference: event.source === 'edge' ? 'edge' : 'id',
      lookup: { outcome: 'found', event, source: 'none' },
      clientIp: undefined,
      located: {},
      history: {},
      decisiveReads: new Set(),
      rulesetId: undefined,
      linkedIdMatches: undefined,
      clientGone: undefined,
    },
    {},
    {
      origins: undefined,
      environmentId: undefined,
      expects: [],
      utcOffset: createUtcOffset(),
      now: undefined,
    },
  );
}
