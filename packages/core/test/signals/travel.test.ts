import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evaluatePolicy, type FingerprintEvent, type GeoLocation } from '../../src/index.js';
import { historyEntryOf, placesOf } from '../../src/signals/history-entry.js';
import { isNewVisitor, reportedAsNew } from '../../src/signals/new-visitor.js';
import { travelSince } from '../../src/signals/travel.js';
import { eventAt } from '../support/addresses.js';

const BERLIN: GeoLocation = { latitude: 52.52, longitude: 13.405, accuracyRadiusKm: 20 };
const HAMBURG: GeoLocation = { latitude: 53.551, longitude: 9.993, accuracyRadiusKm: 20 };
const PARIS: GeoLocation = { latitude: 48.857, longitude: 2.352, accuracyRadiusKm: 20 };
const SAO_PAULO: GeoLocation = { latitude: -23.5475, longitude: -46.6361, accuracyRadiusKm: 20 };
const COUNTRY_ONLY: GeoLocation = { countryCode: 'BR' };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 6, 1);

interface Seen {
  v4?: GeoLocation | undefined;
  v6?: GeoLocation | undefined;
  agoMs?: number;
  more?: Partial<FingerprintEvent>;
}

/** An event that was created at a place, this long ago. */
function seen({ v4, v6, agoMs = 0, more = {} }: Seen): FingerprintEvent {
  const places = { ...(v4 ? { v4: { at: v4 } } : {}), ...(v6 ? { v6: { at: v6 } } : {}) };
  return { ...eventAt(places), eventId: `${NOW - agoMs}`, timestamp: NOW - agoMs, ...more };
}

const travel = (now: Seen, ...before: Seen[]) =>
  travelSince(
    before.map(seen).flatMap((event) => historyEntryOf(event) ?? []),
    seen(now),
  );

describe('how fast a visitor has come', () => {
  test.each<[what: string, now: Seen, before: Seen[], km: number | undefined, kmh: number | undefined]>([
    ['over the ocean in an hour', { v4: SAO_PAULO }, [{ v4: BERLIN, agoMs: HOUR }], 10_213, 10_213],
    ['over the ocean in half a day', { v4: SAO_PAULO }, [{ v4: BERLIN, agoMs: 12 * HOUR }], 10_213, 851],
    ['to Paris within the half hour', { v4: PARIS }, [{ v4: BERLIN, agoMs: 30 * MINUTE }], 837, 1675],
    ["to its carrier's exchange", { v4: HAMBURG }, [{ v4: BERLIN, agoMs: MINUTE }], 215, 431],
    ['at the very same time', { v4: SAO_PAULO }, [{ v4: BERLIN }], 10_213, 20_425],
    ['not at all', { v4: BERLIN }, [{ v4: BERLIN, agoMs: MINUTE }], 0, 0],
    [
      'within the accuracy',
      { v4: BERLIN },
      [{ v4: { ...HAMBURG, accuracyRadiusKm: 300 }, agoMs: MINUTE }],
      0,
      0,
    ],
    ['nowhere', { v4: BERLIN }, [], undefined, undefined],
    [
      'from a place of which only the country is known',
      { v4: BERLIN },
      [{ v4: COUNTRY_ONLY, agoMs: HOUR }],
      undefined,
      undefined,
    ],
    [
      'to a place of which only the country is known',
      { v4: COUNTRY_ONLY },
      [{ v4: BERLIN, agoMs: HOUR }],
      undefined,
      undefined,
    ],
    [
      'since before a second event from the new place',
      { v4: SAO_PAULO },
      [
        { v4: SAO_PAULO, agoMs: MINUTE },
        { v4: BERLIN, agoMs: HOUR },
      ],
      10_213,
      10_213,
    ],
    [
      'over the other family, from the same place',
      { v4: PARIS, v6: BERLIN },
      [{ v6: BERLIN, agoMs: MINUTE }],
      0,
      0,
    ],
    [
      'over the nearest of two families',
      { v4: SAO_PAULO, v6: PARIS },
      [{ v4: BERLIN, agoMs: HOUR }],
      837,
      837,
    ],
  ])('%s', (_what, now, before, km, kmh) => {
    const { travelKm, travelKmh } = travel(now, ...before);
    expect([travelKm, travelKmh].map((value) => value && Math.round(value))).toEqual([km, kmh]);
  });

  test.each<[what: string, more: Partial<FingerprintEvent>, counts: boolean]>([
    ['a VPN', { vpn: { detected: true } }, false],
    ['a relay', { vpn: { detected: false, methods: { relay: true } } }, false],
    ['a proxy', { proxy: { detected: true } }, false],
    ['Tor', { tor: true }, false],
    ['a data centre', { ipInfo: { v4: { datacenter: true, location: BERLIN } } }, false],
    ['none of these', { vpn: { detected: false }, proxy: { detected: false }, tor: false }, true],
    ['what nobody looked into', { vpn: undefined, proxy: undefined, tor: undefined }, true],
  ])('is known of an address of %s: %#', (_what, more, counts) => {
    const there = { v4: SAO_PAULO };
    const here = { v4: BERLIN, agoMs: HOUR, more };
    expect(travel(there, here).travelKmh !== undefined).toBe(counts);
    expect(travel({ ...here, agoMs: 0 }, { ...there, agoMs: HOUR }).travelKmh !== undefined).toBe(counts);
  });

  test('follows from the address that does not belong to a data centre', () => {
    const ipInfo = { v4: { datacenter: true, location: SAO_PAULO }, v6: { location: BERLIN } };
    expect(placesOf(seen({ more: { ipInfo } }))).toEqual([
      { point: { latitude: 52.52, longitude: 13.405, radiusKm: 20 } },
    ]);
  });

  test('is not measured from the middle of a country, of which an address says no more', () => {
    const middle = { countryCode: 'BR', latitude: -10, longitude: -55, accuracyRadiusKm: 1000 };
    const known = { v4: { ...SAO_PAULO, countryCode: 'BR' }, agoMs: HOUR };
    expect(travel({ v4: BERLIN }, { ...known, v4: middle })).toEqual({});
    expect(travel({ v4: middle }, known)).toEqual({});
    expect(travel({ v4: BERLIN }, known).travelKmh).toBeGreaterThan(9000);
  });

  const location = fc.record(
    {
      latitude: fc.double({ min: -90, max: 90, noNaN: true }),
      longitude: fc.double({ min: -180, max: 180, noNaN: true }),
      accuracyRadiusKm: fc.double({ min: -10, max: 30_000, noNaN: true }),
    },
    { requiredKeys: ['latitude', 'longitude'] },
  );
  const agoMs = fc.nat(7 * 24 * HOUR);

  test('is the same both ways, never negative, and never beyond half the Earth in half an hour', () => {
    fc.assert(
      fc.property(location, location, location, agoMs, (a, b, c, ago) => {
        const there = travel({ v4: a, v6: b }, { v4: c, agoMs: ago });
        const back = travel({ v4: c }, { v4: a, v6: b, agoMs: ago });
        expect(there.travelKmh).toBeCloseTo(back.travelKmh ?? Number.NaN, 6);
        expect(there.travelKmh).toBeGreaterThanOrEqual(0);
        expect(there.travelKmh).toBeLessThan(2 * 20_016);
      }),
    );
  });

  test('is never lowered by one more event of the past, nor raised by more time', () => {
    fc.assert(
      fc.property(location, location, location, agoMs, agoMs, (now, one, other, ago, more) => {
        const kmh = (...before: Seen[]) => travel({ v4: now }, ...before).travelKmh ?? Number.NaN;
        const first = { v4: one, agoMs: ago };
        expect(kmh(first, { v4: other, agoMs: more })).toBeGreaterThanOrEqual(kmh(first));
        expect(kmh({ ...first, agoMs: ago + more })).toBeLessThanOrEqual(kmh(first));
      }),
    );
  });
});

test('the rule judges by its own speed, and says what it saw', () => {
  const signals = { lookup: 'found', travelKm: 838.4, travelKmh: 1676.8 } as const;
  const judged = (maxKmh: number) =>
    evaluatePolicy({ rules: { 'impossible-travel': ['challenge', { maxKmh }] } }, { signals }).reasons;
  expect(judged(1677)).toEqual([]);
  expect(judged(900)).toEqual([
    {
      rule: 'impossible-travel',
      level: 'challenge',
      message:
        'the visitor is at least 838 km from where it was seen before, which takes 1677 km/h; at most 900 km/h is allowed',
      actual: 1676.8,
      expected: 900,
    },
  ]);
});

describe('a new visitor', () => {
  test.each<[what: string, fields: Partial<FingerprintEvent>, isNew: boolean | undefined]>([
    ['was not found', { visitorFound: false }, true],
    ['was not found, whoever else knows it', { visitorFound: false, firstSeenAt: NOW - HOUR }, true],
    ['is first seen now', { firstSeenAt: NOW }, true],
    ['is first seen now, by this account', { visitorFound: true, firstSeenAt: NOW }, true],
    ['is first seen a moment ago', { firstSeenAt: NOW - 999 }, true],
    ['is first seen a moment later', { firstSeenAt: NOW + 5 }, true],
    ['was seen before', { visitorFound: true, firstSeenAt: NOW - 1000 }, false],
    ['was found', { visitorFound: true }, false],
    ['is unknown without any hint', {}, undefined],
    ['is unknown without a time', { firstSeenAt: NOW, timestamp: undefined }, undefined],
  ])('%s: %#', (_what, fields, isNew) => {
    expect(reportedAsNew(seen({ more: fields }))).toBe(isNew);
  });

  test('is one with an empty history, if the event itself does not say', () => {
    const before = [{ eventId: 'before', timestamp: 1, places: [] }];
    expect(isNewVisitor(seen({}), [])).toBe(true);
    expect(isNewVisitor(seen({}), before)).toBe(false);
    expect(isNewVisitor(seen({}), undefined)).toBeUndefined();
    expect(isNewVisitor(seen({ more: { visitorFound: true } }), [])).toBe(false);
    expect(isNewVisitor(seen({ more: { visitorFound: false } }), before)).toBe(true);
  });
});
