import type { GeoLocation } from './geo-location.js';

/** The part of a request that a provider may read a location from. **Untrusted**, unless a platform in front sets it. */
export interface LocationRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Knows where addresses are: a database in memory, a service, or the headers of the platform in front. */
export interface LocationProvider {
  /**
   * Where an address is; undefined where that is not known. Called with public addresses only, in their normal form:
   * no port, no zone, IPv6 that stands for IPv4 as IPv4. One that fails, is slow, or answers something else than a `Location`
   * knows nothing of that address; it never fails a request.
   * @param native The framework's own request, as `linkedId` is given it; undefined where a check has none.
   */
  locate(
    ip: string,
    request: LocationRequest,
    native?: object | undefined,
  ): GeoLocation | undefined | Promise<GeoLocation | undefined>;
}
