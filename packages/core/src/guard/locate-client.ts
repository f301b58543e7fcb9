import type { FingerprintEvent } from '../event/fingerprint-event.js';
import { withDeadline } from '../lib/deadline.js';
import type { Warn } from '../lib/warnings.js';
import { isPlaceless, parseAddress } from '../location/address.js';
import { readLocation } from '../location/check-location.js';
import type { Location } from '../location/location.js';
import type { LocationProvider } from '../location/location-provider.js';
import type { IncomingRequest } from '../request/incoming-request.js';
import { asksForLocation } from '../signals/ip-location.js';
import { matchAddress } from '../signals/ip-match.js';
import type { SignalName } from '../signals/signals.js';
import type { Visit } from './request-memo.js';

/** A provider slower than this knows nothing, so that it never stalls requests. In ms. */
const LOCATE_TIMEOUT_MS = 100;

/**
 * Finds where the client is, once for each visit, and only where a policy reads what takes it and the addresses alone
 * do not tell; undefined otherwise. Never rejects.
 * @param started When the check began, by `performance.now()`.
 */
export type Locate = (
  visit: Visit,
  known: { request: IncomingRequest; clientIp: string | undefined; event: FingerprintEvent | undefined },
  reads: ReadonlySet<SignalName | 'event'>,
  started: number,
) => Promise<Location | undefined>;

interface LocateOptions {
  provider: LocationProvider | undefined;
  /** The bound of the whole check, which the look-up may have used up. */
  deadlineMs: number;
  warn: Warn;
}

/** Builds the look-up over a provider, bound in time; what the provider gets wrong is warned of. */
export function createLocate({ provider, deadlineMs, warn }: LocateOptions): Locate {
  return async (visit, { request, clientIp, event }, reads, started) => {
    if (!provider || !event || clientIp === undefined) return undefined;
    if (!asksForLocation(reads, matchAddress(clientIp, event), event)) return undefined;
    const address = parseAddress(clientIp);
    if (!address || isPlaceless(address)) return undefined;
    const ip = address.toString();
    return visit.locate(ip, async () => {
      try {
        const left = Math.max(0, deadlineMs - (performance.now() - started));
        const bound = Math.min(LOCATE_TIMEOUT_MS, left);
        return readLocation(await withDeadline(bound, () => provider.locate(ip, request)));
      } catch {
        warn(
          'geo',
          'the location provider geo fails, is too slow, or answers something else than a location',
        );
        return undefined;
      }
    });
  };
}
