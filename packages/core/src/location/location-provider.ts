import type { GeoLocation } from './geo-location.js';

/**
 * The part of a request that a provider may read a location from. **Untrusted**, unless a platform in front sets it.
 */
export interface LocationRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Locates addresses: a database in memory, a service, or the headers of the platform in front. */
export interface LocationProvider {
  /**
   * Locates an address; undefined if its location is unknown. Called with public addresses only, in their normal form:
   * no port, no zone, and IPv6 that represents IPv4 as IPv4. If it fails, is slow, or returns something other than a
   * `Location`, the location is unknown; it never fails a request.
   * @param native The framework's own request, as `linkedId` receives it; undefined if a check has none.
   */
  locate(
    ip: string,
    request: LocationRequest,
    native?: object | undefined,
  ): GeoLocation | undefined | Promise<GeoLocation | undefined>;
}
