/** The end of a network, and where it is. The addresses are of ranges for tests and examples, so nobody has them. */
export interface Place {
  readonly v4: string;
  readonly v6: string;
  /** The network of the provider that announces `v4`. */
  readonly network: string;
  readonly asn: string;
  readonly asnName: string;
  readonly asnType: 'isp' | 'hosting' | 'business' | 'education';
  readonly city: string;
  readonly country: string;
  readonly timezone: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly accuracyKm: number;
}

function place(
  index: number,
  city: string,
  country: string,
  timezone: string,
  [latitude, longitude]: readonly [number, number],
  rest: Partial<Place> = {},
): Place {
  return {
    v4: `198.18.${index}.20`,
    v6: `2001:db8:${(index + 256).toString(16)}::20`,
    network: `198.18.${index}.0/24`,
    asn: String(64_512 + index),
    asnName: `Example Broadband ${city}`,
    asnType: 'isp',
    city,
    country,
    timezone,
    latitude,
    longitude,
    accuracyKm: 20,
    ...rest,
  };
}

/** The same place by another network of its own. */
const also = (index: number, home: Place, rest: Partial<Place>): Place => ({
  ...place(index, home.city, home.country, home.timezone, [home.latitude, home.longitude]),
  ...rest,
});

const hosting = { asnType: 'hosting', accuracyKm: 50 } as const;
const carrier = { asnName: 'Example Mobile', accuracyKm: 200 } as const;

export const BERLIN = place(1, 'Berlin', 'DE', 'Europe/Berlin', [52.52, 13.405]);
export const MUNICH = place(2, 'Munich', 'DE', 'Europe/Berlin', [48.137, 11.575]);
export const HAMBURG = place(3, 'Hamburg', 'DE', 'Europe/Berlin', [53.551, 9.994]);
export const PARIS = place(4, 'Paris', 'FR', 'Europe/Paris', [48.857, 2.352]);
export const STRASBOURG = place(5, 'Strasbourg', 'FR', 'Europe/Paris', [48.573, 7.752]);
export const LONDON = place(6, 'London', 'GB', 'Europe/London', [51.507, -0.128]);
export const MADRID = place(7, 'Madrid', 'ES', 'Europe/Madrid', [40.417, -3.704]);
export const WARSAW = place(8, 'Warsaw', 'PL', 'Europe/Warsaw', [52.23, 21.012]);
export const NEW_YORK = place(9, 'New York', 'US', 'America/New_York', [40.713, -74.006]);
export const LOS_ANGELES = place(10, 'Los Angeles', 'US', 'America/Los_Angeles', [34.052, -118.244]);
export const SAO_PAULO = place(11, 'São Paulo', 'BR', 'America/Sao_Paulo', [-23.55, -46.633]);
export const LAGOS = place(12, 'Lagos', 'NG', 'Africa/Lagos', [6.524, 3.379]);
export const MUMBAI = place(13, 'Mumbai', 'IN', 'Asia/Kolkata', [19.076, 72.878]);
export const SINGAPORE = place(14, 'Singapore', 'SG', 'Asia/Singapore', [1.352, 103.82]);
export const TOKYO = place(15, 'Tokyo', 'JP', 'Asia/Tokyo', [35.677, 139.65]);
export const SYDNEY = place(16, 'Sydney', 'AU', 'Australia/Sydney', [-33.869, 151.209]);
export const DUBAI = place(17, 'Dubai', 'AE', 'Asia/Dubai', [25.205, 55.271]);

/** A carrier's exits, an hour's journey apart: one in Berlin, one wherever the carrier sends the rest. */
export const CARRIER = also(18, BERLIN, carrier);
export const CARRIER_EXIT = also(19, HAMBURG, carrier);
export const OFFICE = also(20, BERLIN, { asnName: 'Example Industries', asnType: 'business' });
export const UNIVERSITY = also(21, BERLIN, { asnName: 'Example University', asnType: 'education' });
export const SERVER_FRANKFURT = place(22, 'Frankfurt', 'DE', 'Europe/Berlin', [50.11, 8.682], hosting);
export const SERVER_VIRGINIA = place(23, 'Ashburn', 'US', 'America/New_York', [39.044, -77.488], hosting);
export const SERVER_AMSTERDAM = place(24, 'Amsterdam', 'NL', 'Europe/Amsterdam', [52.368, 4.904], hosting);
export const TOR_EXIT = place(25, 'Amsterdam', 'NL', 'Europe/Amsterdam', [52.368, 4.904], hosting);
/** An exit of a relay, which keeps its client's country and roughly the place. */
export const RELAY_EXIT = also(26, BERLIN, { asnName: 'Example Edge', asnType: 'hosting', accuracyKm: 100 });

/** Every place, to locate addresses by. */
export const PLACES: readonly Place[] = [
  BERLIN,
  MUNICH,
  HAMBURG,
  PARIS,
  STRASBOURG,
  LONDON,
  MADRID,
  WARSAW,
  NEW_YORK,
  LOS_ANGELES,
  SAO_PAULO,
  LAGOS,
  MUMBAI,
  SINGAPORE,
  TOKYO,
  SYDNEY,
  DUBAI,
  CARRIER,
  CARRIER_EXIT,
  OFFICE,
  UNIVERSITY,
  SERVER_FRANKFURT,
  SERVER_VIRGINIA,
  SERVER_AMSTERDAM,
  TOR_EXIT,
  RELAY_EXIT,
];
