import { DeadlineExceeded } from '../lib/deadline.js';
import { PacedWaits } from '../lib/paced-waits.js';
import type { Timekeeper } from '../lib/timekeeper.js';
import type { Warn } from '../lib/warnings.js';
import { parseAddress } from '../location/address.js';
import { readLocation } from '../location/check-location.js';
import type { LocationProvider } from '../location/location-provider.js';
import { isPlaceless } from '../location/placeless.js';
import { asksForLocation } from '../signals/ip-location.js';
import { matchAddress } from '../signals/ip-match.js';
import type { Pipeline } from './pipeline.js';

/** A provider slower than this counts as knowing nothing, so that it never stalls requests. In ms. */
const LOCATE_TIMEOUT_MS = 100;

interface LocateClientParts {
  provider: LocationProvider | undefined;
  timekeeper: Timekeeper;
  warn: Warn;
}

/**
 * Builds the step that locates the client: once per request, with a time limit, and only if a policy reads a signal
 * that needs the location and the addresses alone do not determine. Failures of the provider are logged as warnings.
 */
export function createLocateClient({
  provider,
  timekeeper,
  warn,
}: LocateClientParts): Pipeline['locateClient'] {
  const waits = new PacedWaits(timekeeper);
  return async ({ memo, request, context, clientIp, event, reads, deadline }) => {
    if (!provider || !event || clientIp === undefined) return {};
    if (!asksForLocation(reads, matchAddress(clientIp, event), event)) return {};
    const address = parseAddress(clientIp);
    if (!address || isPlaceless(address)) return {};
    const ip = address.toString();
    return memo.locate(ip, async () => {
      try {
        const boundMs = Math.min(LOCATE_TIMEOUT_MS, deadline.leftMs());
        const answer = await waits.within(boundMs, () => provider.locate(ip, request, context));
        return { location: readLocation(answer) };
      } catch (error) {
        if (error instanceof DeadlineExceeded && error.heldUp) return { lost: 'over-budget' };
        warn(
          'geo',
          'the location provider geo fails, is too slow, or returns something other than a location',
          error,
        );
        return { lost: 'unavailable' };
      }
    });
  };
}
