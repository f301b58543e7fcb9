/** The place of an address, as far as known; an unknown field is `undefined`. */
export interface GeoLocation {
  /** The country, ISO 3166-1 alpha-2. */
  countryCode?: string | undefined;
  /** The latitude in degrees, north positive. */
  latitude?: number | undefined;
  /** The longitude in degrees, east positive. */
  longitude?: number | undefined;
  /** The radius around the coordinates within which the address is located, km. */
  accuracyRadiusKm?: number | undefined;
  /** The time zone by its IANA name. */
  timezone?: string | undefined;
  /** The number of the autonomous system. */
  asn?: string | undefined;
}
