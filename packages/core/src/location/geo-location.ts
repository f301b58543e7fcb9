/** Where an address is, as far as known; a field that is not known is `undefined`. */
export interface GeoLocation {
  /** ISO 3166-1 alpha-2. */
  countryCode?: string | undefined;
  /** Degrees, north positive. */
  latitude?: number | undefined;
  /** Degrees, east positive. */
  longitude?: number | undefined;
  accuracyRadiusKm?: number | undefined;
  /** IANA name. */
  timezone?: string | undefined;
  asn?: string | undefined;
}
