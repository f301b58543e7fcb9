import { eventFromBytes } from '../event/lazy-raw.js';
import { failedLookup, type LookupResult, withFallbackEvent } from '../event/lookup-result.js';
import { isSingleUse, type SingleUseEvent } from '../event/single-use.js';
import { isJudgedBy } from '../event/verdict.js';
import { FingerprintError, isFingerprintError } from '../lib/errors.js';
import type { Warn } from '../lib/warnings.js';
import type { Lookup } from '../lookup/lookup.js';
import type { EventReference, EventReferenceReader } from '../request/event-reference.js';
import type { OpeningRecord } from '../sealed/opening-record.js';
import { notJson, type Unseal } from '../sealed/sealed-result.js';
import { overloaded } from '../server-api/api-error.js';
import type { Pipeline } from './pipeline.js';
import type { ResolvedEvent } from './request-memo.js';

interface ResolveEventParts {
  /** Opens sealed results; undefined if the guard has no keys for them. */
  unseal: Unseal | undefined;
  /** Called for each sealed result. */
  openings: OpeningRecord;
  /** Looks an ID up; undefined if the guard has no API key. */
  lookup: Lookup | undefined;
  warn: Warn;
}

/**
 * Builds the step that reads what the client sent. If a function of the application throws on it, it counts as
 * malformed.
 */
export function createReadReference(read: EventReferenceReader, warn: Warn): Pipeline['readReference'] {
  return async ({ request, context }) => {
    try {
      return await read(request, context);
    } catch (error) {
      warn('eventFrom', 'the eventFrom function throws; those requests count as malformed', error);
      return { kind: 'malformed' };
    }
  };
}

/**
 * Builds the step that retrieves the event for what the client sent: from the sealed result, with no call, or by the
 * ID. An ID sent with a sealed result must be that of the sealed event, and is looked up if the sealed result cannot be
 * read. So is a sealed event that lacks the verdict of the policy's ruleset.
 */
export function createResolveEvent(parts: ResolveEventParts): Pipeline['resolveEvent'] {
  const { unseal, openings, lookup, warn } = parts;

  return async (sent, lookupRequest) => {
    const { patient, hints } = lookupRequest;
    if (sent.kind === 'missing' || sent.kind === 'malformed') return without(sent.kind, patient);
    if (!lookupRequest.admitted) return turnedAway(sent);

    const { event, error } = sent.kind === 'sealed' && unseal ? await open(sent.sealed, unseal) : {};
    if (event) openings.opened();
    else if (error?.code === 'ERR_FP_SEALED') openings.failed();
    if (event) {
      if (sent.id !== undefined && sent.id !== event.eventId) return without('malformed', patient);
      const reference = { kind: 'sealed' } as const;
      if (!lookup || isJudgedBy(event, hints.rulesetId))
        return { reference, lookup: { outcome: 'found', source: 'sealed', event }, patient };
      const judged = await lookup(event.eventId, lookupRequest);
      return { reference, lookup: withFallbackEvent(judged, event, 'sealed'), patient };
    }

    const { id } = sent;
    if (sent.kind === 'sealed' && (id === undefined || !lookup)) return without('unreadable', patient, error);
    if (id === undefined || !lookup) {
      const keyless = noApiKey();
      warn('no-api-key', `${keyless.message}; see ${keyless.help}`);
      return without('missing', patient, keyless);
    }
    // Logged, because it costs a call.
    if (error) warn('sealed-result', `${error.message}; the ID sent with it is looked up instead`);
    return { reference: { kind: 'id', id }, lookup: ofPage(await lookup(id, lookupRequest)), patient };
  };
}

const without = (
  kind: 'missing' | 'malformed' | 'unreadable',
  patient: boolean,
  error?: FingerprintError,
): ResolvedEvent => ({
  reference: { kind },
  lookup: { outcome: 'skipped', source: 'none', ...(error ? { error } : {}) },
  patient,
});

/** An event that was made by analysing a request counts as unknown when a page's event is required. */
const ofPage = (lookup: LookupResult): LookupResult =>
  lookup.event?.source === 'edge' ? { outcome: 'unknown', source: 'none' } : lookup;

/** The result for a request that this process has no time for. A later check of it may get a turn. */
function turnedAway(sent: Exclude<EventReference, { kind: 'missing' | 'malformed' }>): ResolvedEvent {
  return {
    reference: sent.kind === 'sealed' ? { kind: 'sealed' } : sent,
    lookup: failedLookup(overloaded()),
    patient: false,
  };
}
const noApiKey = () =>
  new FingerprintError(
    'ERR_FP_OPTION',
    'apiKey: this guard has none, so an event sent by its ID alone is not looked up and counts as missing',
  );

/** Either the event or the reason why it cannot be read. */
interface Opened {
  event?: SingleUseEvent;
  error?: FingerprintError;
}

/** An event that could be reused forever counts as unreadable. */
async function open(sealed: string, unseal: Unseal): Promise<Opened> {
  try {
    const event = eventFromBytes(await unseal(sealed));
    if (isSingleUse(event)) return { event };
    return { error: new FingerprintError('ERR_FP_BAD_EVENT', 'a sealed event has no ID or no time') };
  } catch (thrown) {
    if (isFingerprintError(thrown)) return { error: thrown };
    if (thrown instanceof SyntaxError) return { error: notJson() };
    throw thrown;
  }
}
