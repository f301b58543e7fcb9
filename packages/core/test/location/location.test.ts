import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseAddress } from '../../src/location/address.js';
import { nearest, sharesCountry } from '../../src/location/compare-places.js';
import { distanceKm } from '../../src/location/distance.js';
import { type Place, placeOf } from '../../src/location/place.js';
import { isPlaceless } from '../../src/location/placeless.js';
import { createUtcOffset } from '../../src/location/utc-offset.js';
import { timezoneMismatch } from '../../src/signals/timezone.js';
import { eventAt } from '../support/addresses.js';

const point = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  radiusKm: fc.double({ min: 0, max: 1000, noNaN: true }),
});

describe('a distance', () => {
  test.each([
    ['Berlin', 52.52, 13.405, 'Hamburg', 53.551, 9.993, 255],
    ['New York', 40.713, -74.006, 'Los Angeles', 34.052, -118.244, 3936],
    ['the equator', 0, 179, 'across the date line', 0, -179, 222],
    ['the poles', 90, 0, 'of the Earth', -90, 0, 20_015],
    ['one point', 10, 20, 'itself', 10, 20, 0],
  ])(
    'from %s (%d, %d) to %s (%d, %d) is %d km',
    (_a, latitude, longitude, _b, toLatitude, toLongitude, km) => {
      const between = distanceKm({ latitude, longitude }, { latitude: toLatitude, longitude: toLongitude });
      expect(Math.abs(between - km)).toBeLessThan(5);
    },
  );

  test('is the same both ways, never negative, never beyond half the Earth', () => {
    fc.assert(
      fc.property(point, point, (a, b) => {
        const there = distanceKm(a, b);
        expect(there).toBeCloseTo(distanceKm(b, a), 6);
        expect(there).toBeGreaterThanOrEqual(0);
        expect(there).toBeLessThan(20_016);
        expect(distanceKm(a, a)).toBe(0);
      }),
    );
  });

  test('by way of a third point is never shorter', () => {
    fc.assert(
      fc.property(point, point, point, (a, b, c) => {
        expect(distanceKm(a, c)).toBeLessThanOrEqual(distanceKm(a, b) + distanceKm(b, c) + 0.001);
      }),
    );
  });
});

describe('of several places', () => {
  test('none is within a bound that the nearest exceeds', () => {
    fc.assert(
      fc.property(
        point,
        fc.array(point, { minLength: 1 }),
        fc.double({ min: 0, max: 20_000, noNaN: true }),
        (at, others, max) => {
          const places: Place[] = others.map((other) => ({ point: other }));
          const keeps = (apart: ReturnType<typeof nearest>) =>
            apart && apart.distanceKm <= max + apart.accuracyKm;
          const one = places.some((place) => keeps(nearest({ point: at }, [place])));
          expect(keeps(nearest({ point: at }, places))).toBe(one);
        },
      ),
    );
  });

  test('those without coordinates, or without a country, do not count', () => {
    const at = { point: { latitude: 0, longitude: 0, radiusKm: 1 } };
    expect(nearest(at, [])).toBeUndefined();
    expect(nearest(at, [{ country: 'DE' }])).toBeUndefined();
    expect(nearest({}, [at])).toBeUndefined();
    expect(nearest(at, [{ country: 'DE' }, at])).toEqual({ distanceKm: 0, accuracyKm: 2 });
    expect(sharesCountry({ country: 'DE' }, [{}, { country: 'FR' }])).toBe(false);
    expect(sharesCountry({ country: 'DE' }, [{}])).toBeUndefined();
    expect(sharesCountry({}, [{ country: 'FR' }])).toBeUndefined();
  });
});

test.each([
  [{ countryCode: 'de' }, { country: 'DE' }],
  [{ countryCode: 'XX' }, {}],
  [{ countryCode: 'EU' }, {}],
  [{ countryCode: 'T1' }, {}],
  [{ countryCode: 'DEU' }, {}],
  [{ latitude: 0, longitude: -180 }, { point: { latitude: 0, longitude: -180, radiusKm: 0 } }],
  [{ countryCode: 'US', latitude: 37.751, longitude: -97.822, accuracyRadiusKm: 1000 }, { country: 'US' }],
  [
    { countryCode: 'US', latitude: 37.751, longitude: -97.822, accuracyRadiusKm: 999 },
    { country: 'US', point: { latitude: 37.751, longitude: -97.822, radiusKm: 999 } },
  ],
  [
    { latitude: 1, longitude: 2, accuracyRadiusKm: 1000 },
    { point: { latitude: 1, longitude: 2, radiusKm: 1000 } },
  ],
  [{ latitude: 90.1, longitude: 0 }, {}],
  [{ latitude: 1, longitude: Number.NaN }, {}],
  [{ latitude: 1 }, {}],
  [
    { latitude: 1, longitude: 2, accuracyRadiusKm: -5 },
    { point: { latitude: 1, longitude: 2, radiusKm: 0 } },
  ],
  [{ latitude: 1, longitude: 2, accuracyRadiusKm: 5 }, { point: { latitude: 1, longitude: 2, radiusKm: 5 } }],
])('%j is compared as %j', (location, place) => {
  expect(placeOf(location)).toEqual(place);
});

test.each([
  ['10.1.2.3', true],
  ['172.31.0.1', true],
  ['192.168.0.1', true],
  ['127.0.0.1', true],
  ['169.254.1.1', true],
  ['100.64.0.1', true],
  ['0.0.0.0', true],
  ['::1', true],
  ['fe80::1', true],
  ['fd12::1', true],
  ['::ffff:10.0.0.1', true],
  ['8.8.8.8', false],
  ['100.128.0.1', false],
  ['2001:4860:4860::8888', false],
])('%s is in many places at once: %s', (text, placeless) => {
  const address = parseAddress(text);
  expect(address && isPlaceless(address)).toBe(placeless);
});

describe('time zones', () => {
  const SUMMER = Date.UTC(2026, 6, 1);
  const WINTER = Date.UTC(2026, 0, 1);
  const utcOffset = createUtcOffset();
  const mismatch = (own: string | undefined, v4: string | undefined, v6: string | undefined, at?: number) =>
    timezoneMismatch(
      {
        ...eventAt({ v4: { at: { timezone: v4 } }, v6: { at: { timezone: v6 } } }),
        timestamp: at,
        vpn: { originTimezone: own },
      },
      utcOffset,
    );

  test.each<
    [
      string,
      string | undefined,
      string | undefined,
      string | undefined,
      number | undefined,
      boolean | undefined,
    ]
  >([
    ['the same name', 'Europe/Berlin', 'Europe/Berlin', undefined, SUMMER, false],
    ['another name, the same time', 'Europe/Paris', 'Europe/Berlin', undefined, SUMMER, false],
    ['an old name', 'Asia/Calcutta', 'Asia/Kolkata', undefined, SUMMER, false],
    ['another time', 'Europe/London', 'Europe/Berlin', undefined, SUMMER, true],
    ['half an hour apart', 'Asia/Kolkata', 'Asia/Karachi', undefined, SUMMER, true],
    ['apart in summer', 'America/Phoenix', 'America/Denver', undefined, SUMMER, true],
    ['together in winter', 'America/Phoenix', 'America/Denver', undefined, WINTER, false],
    ['London in winter is UTC', 'UTC', 'Europe/London', undefined, WINTER, false],
    ['London in summer is not', 'UTC', 'Europe/London', undefined, SUMMER, true],
    ['one of two families agrees', 'Europe/Berlin', 'America/New_York', 'Europe/Madrid', SUMMER, false],
    ['neither agrees', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo', SUMMER, true],
    ['a made-up name here', 'Mars/Olympus', 'Europe/Berlin', undefined, SUMMER, undefined],
    ['a made-up name there', 'Europe/Berlin', 'Mars/Olympus', undefined, SUMMER, undefined],
    ['a made-up name on both sides', 'Mars/Olympus', 'Mars/Olympus', undefined, SUMMER, false],
    ['one made-up name of two', 'Europe/Berlin', 'Mars/Olympus', 'Asia/Tokyo', SUMMER, true],
    ['no name here', undefined, 'Europe/Berlin', undefined, SUMMER, undefined],
    ['no name there', 'Europe/Berlin', undefined, undefined, SUMMER, undefined],
    ['no time', 'Europe/London', 'Europe/Berlin', undefined, undefined, undefined],
  ])('%s', (_what, own, v4, v6, at, expected) => {
    expect(mismatch(own, v4, v6, at)).toBe(expected);
  });

  test('any text is a zone or unknown, at any time', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('', '+05:30', 'europe/berlin', '__proto__', 'EST'));
    fc.assert(
      fc.property(text, fc.double(), (zone, at) => {
        expect(utcOffset(zone, at) ?? 'GMT').toMatch(/^GMT([+-]\d\d:\d\d(:\d\d)?)?$/);
      }),
    );
  });
});
