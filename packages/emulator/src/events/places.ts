/** The end of a network: its location, and an address of it that RFC 5737 or RFC 3849 reserves for examples. */
export interface Place {
  readonly v4: string;
  readonly v6: string;
  readonly asn: string;
  readonly asnName: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly postalCode: string;
  readonly timezone: string;
  readonly city: string;
  readonly countryCode: string;
  readonly country: string;
  readonly continentCode: string;
  readonly continent: string;
  readonly regionCode: string;
  readonly region: string;
}

/** The place of visitors unless a scenario gives another. */
export const BERLIN: Place = {
  v4: '203.0.113.24',
  v6: '2001:db8:49:1::24',
  asn: '64500',
  asnName: 'Example Broadband Berlin',
  latitude: 52.52,
  longitude: 13.405,
  postalCode: '10115',
  timezone: 'Europe/Berlin',
  city: 'Berlin',
  countryCode: 'DE',
  country: 'Germany',
  continentCode: 'EU',
  continent: 'Europe',
  regionCode: 'BE',
  region: 'Land Berlin',
};

/** A continent other than the default. */
export const SAO_PAULO: Place = {
  v4: '198.51.100.77',
  v6: '2001:db8:55:1::77',
  asn: '64501',
  asnName: 'Example Telecom Brasil',
  latitude: -23.5475,
  longitude: -46.6361,
  postalCode: '01000-000',
  timezone: 'America/Sao_Paulo',
  city: 'São Paulo',
  countryCode: 'BR',
  country: 'Brazil',
  continentCode: 'SA',
  continent: 'South America',
  regionCode: 'SP',
  region: 'São Paulo',
};

/** The exit of a public VPN, in a time zone other than the default. */
export const NEW_YORK: Place = {
  v4: '192.0.2.130',
  v6: '2001:db8:1:1::130',
  asn: '64502',
  asnName: 'Example Hosting New York',
  latitude: 40.7128,
  longitude: -74.006,
  postalCode: '10001',
  timezone: 'America/New_York',
  city: 'New York',
  countryCode: 'US',
  country: 'United States',
  continentCode: 'NA',
  continent: 'North America',
  regionCode: 'NY',
  region: 'New York',
};
