import { expect, test } from '@jest/globals';
import { recordLocation } from '../src/record-location.js';

test.each<[string, unknown, object | undefined]>([
  [
    'GeoIP2 City',
    {
      country: { iso_code: 'DE' },
      registered_country: { iso_code: 'US' },
      location: { latitude: 52.52, longitude: 13.4, accuracy_radius: 20, time_zone: 'Europe/Berlin' },
    },
    { countryCode: 'DE', latitude: 52.52, longitude: 13.4, accuracyRadiusKm: 20, timezone: 'Europe/Berlin' },
  ],
  [
    'DB-IP City Lite',
    {
      city: { names: { en: 'Berlin' } },
      country: { iso_code: 'DE' },
      location: { latitude: 52.5, longitude: 13.4 },
    },
    { countryCode: 'DE', latitude: 52.5, longitude: 13.4 },
  ],
  [
    'ip-location-db, cities',
    { country_code: 'DE', city: 'Berlin', latitude: 52.5, longitude: 13.4, timezone: 'Europe/Berlin' },
    { countryCode: 'DE', latitude: 52.5, longitude: 13.4, timezone: 'Europe/Berlin' },
  ],
  ['ip-location-db, countries', { country_code: 'DE' }, { countryCode: 'DE' }],
  ['coordinates as text', { latitude: '52.5', longitude: '13.4' }, { latitude: 52.5, longitude: 13.4 }],
  ['coordinates on the equator', { latitude: 0, longitude: 0 }, { latitude: 0, longitude: 0 }],
  ['registered elsewhere, seen nowhere', { registered_country: { iso_code: 'US' } }, undefined],
  ['a record of another kind', { autonomous_system_number: 64500 }, undefined],
  ['texts that are empty', { country_code: '', latitude: '', longitude: ' ', timezone: '' }, undefined],
  ['values of other types', { country_code: 49, country: 'DE', location: [1, 2], latitude: true }, undefined],
  ['no record', undefined, undefined],
  ['a text', 'DE', undefined],
])('%s', (_what, record, location) => {
  expect(recordLocation(record)).toEqual(location);
});
