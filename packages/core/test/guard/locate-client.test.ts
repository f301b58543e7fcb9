import { describe, expect, jest, test } from '@jest/globals';
import { createLocateClient } from '../../src/guard/locate-client.js';
import { RequestMemo } from '../../src/guard/request-memo.js';
import type {
  FingerprintGuardOptions,
  GeoLocation,
  LocationProvider,
  PolicyConfig,
} from '../../src/index.js';
import { Deadline } from '../../src/lib/deadline.js';
import { Timekeeper } from '../../src/lib/timekeeper.js';
import { eventAt } from '../support/addresses.js';
import { clock } from '../support/clock.js';
import { requestFor, rulesOf, useEmulator } from '../support/scene.js';
import { stepInput } from '../support/step-input.js';

const scene = useEmulator();

const BERLIN: GeoLocation = {
  countryCode: 'DE',
  latitude: 52.52,
  longitude: 13.405,
  timezone: 'Europe/Berlin',
};
const HAMBURG: GeoLocation = { countryCode: 'DE', latitude: 53.55, longitude: 9.993 };
const LISBON: GeoLocation = { countryCode: 'PT', latitude: 38.72, longitude: -9.14 };

/** A provider that knows some addresses, and records its calls. */
function knowing(places: Record<string, GeoLocation>) {
  const asked: string[] = [];
  const geo: LocationProvider = {
    locate(ip) {
      asked.push(ip);
      return places[ip];
    },
  };
  return { geo, asked };
}

/** Checks a scenario's event from an address. */
async function check(
  options: Partial<FingerprintGuardOptions>,
  scenario: string,
  ip: string,
  policy?: PolicyConfig,
) {
  const { guard, warnings } = scene.guard(options);
  const { eventId } = await scene.emulator.createEvent(scenario as 'honest');
  return { decision: await guard.check(requestFor(eventId, { ip }), policy), warnings };
}

describe("the emulator's visitors", () => {
  test('far-away: an event from another continent is challenged', async () => {
    const { geo, asked } = knowing({ '192.0.2.10': BERLIN });
    const { decision } = await check({ geo }, 'far-away', '::ffff:192.0.2.10');
    expect(decision).toMatchObject({
      action: 'challenge',
      signals: { ipMatch: 'different', ipLocationMismatch: true, ipAccuracyKm: 20, timezoneMismatch: false },
    });
    expect(decision.signals.ipDistanceKm).toBeCloseTo(10_252, -2);
    expect(decision.reasons).toEqual([
      expect.objectContaining({ rule: 'ip-location-mismatch', level: 'challenge', expected: 500 }),
    ]);
    expect(decision.observed.map(({ rule }) => rule)).toEqual(['ip-mismatch']);
    expect(asked).toEqual(['192.0.2.10']);
  });

  test('dual-stack: over the other family the visitor is the same, and geo is not called', async () => {
    const { geo, asked } = knowing({ '2001:db8:49:1::24': LISBON });
    const { decision } = await check({ geo }, 'dual-stack', '2001:db8:49:1::24');
    expect(decision).toMatchObject({
      action: 'allow',
      signals: { ipMatch: 'same', ipLocationMismatch: false, ipDistanceKm: 0 },
    });
    expect(asked).toEqual([]);
  });

  test('relay: another egress in the country passes, and its clock is right', async () => {
    const { geo } = knowing({ '192.0.2.10': HAMBURG });
    const { decision } = await check({ geo }, 'relay', '192.0.2.10');
    expect(decision).toMatchObject({
      action: 'allow',
      reasons: [],
      observed: [],
      signals: { ipMatch: 'same-country', ipLocationMismatch: false, timezoneMismatch: false },
    });
  });

  test('vpn: the clock shows another time than the exit', async () => {
    const { decision } = await check({}, 'vpn', '192.0.2.130');
    expect(decision.signals).toMatchObject({ ipMatch: 'same', timezoneMismatch: true });
    expect(decision.observed).toContainEqual({
      rule: 'timezone-mismatch',
      level: 'observe',
      message: "the browser's time zone is not that of the event's address",
      actual: 'Europe/Berlin',
      expected: 'America/New_York',
    });
  });
});

describe('the rule', () => {
  const within = (maxDistanceKm: number): PolicyConfig => ({
    rules: { 'ip-location-mismatch': ['deny', { maxDistanceKm }] },
  });

  test('judges by its own distance; the signal stays at 500 km', async () => {
    const { geo } = knowing({ '192.0.2.10': HAMBURG });
    const near = await check({ geo }, 'honest', '192.0.2.10', within(300));
    expect(rulesOf(near.decision)).toEqual([]);
    const nearer = await check({ geo }, 'honest', '192.0.2.10', within(200));
    expect(nearer.decision).toMatchObject({ action: 'deny', signals: { ipLocationMismatch: false } });
    const vague = knowing({ '192.0.2.10': { ...HAMBURG, accuracyRadiusKm: 100 } });
    expect(rulesOf((await check({ geo: vague.geo }, 'honest', '192.0.2.10', within(200))).decision)).toEqual(
      [],
    );
  });

  test('is unknown without a provider, and false if the addresses tell', async () => {
    const elsewhere = await check({}, 'honest', '192.0.2.10');
    expect(elsewhere.decision).toMatchObject({ action: 'allow', signals: { ipMatch: 'other-network' } });
    expect(elsewhere.decision.unknown).toEqual(
      expect.arrayContaining(['ip-mismatch', 'ip-location-mismatch']),
    );
    const same = await check({}, 'honest', '203.0.113.24');
    expect(same.decision.signals).toMatchObject({ ipMatch: 'same', ipLocationMismatch: false });
  });
});

describe('a provider', () => {
  test('is called only if a policy reads what it knows', async () => {
    const { geo, asked } = knowing({ '192.0.2.10': LISBON });
    const off = { rules: { 'ip-mismatch': 'off', 'ip-location-mismatch': 'off' } } as const;
    const { decision } = await check({ geo }, 'honest', '192.0.2.10', off);
    expect(decision.signals).toMatchObject({ ipMatch: 'other-network', ipDistanceKm: undefined });
    expect(asked).toEqual([]);
    const own = { ...off.rules, far: ['deny', { when: { ipDistanceKm: { gt: 1000 } } }] } as const;
    const far = await check({ geo }, 'honest', '192.0.2.10', { rules: own });
    expect(rulesOf(far.decision)).toEqual(['far']);
    expect(asked).toEqual(['192.0.2.10']);
  });

  test('is not asked for a country if the provider is the same', async () => {
    const { geo, asked } = knowing({ '192.0.2.10': LISBON });
    const { guard } = scene.guard({ geo });
    const { eventId } = await scene.emulator.createEvent('honest', {
      ip_address: '203.0.113.24',
      ip_info: {
        v4: { address: '203.0.113.24', asn_network: '192.0.2.0/24', geolocation: { country_code: 'DE' } },
      },
    });
    const byCountry = { rules: { 'ip-location-mismatch': 'off' } } as const;
    const decision = await guard.check(requestFor(eventId, { ip: '192.0.2.10' }), byCountry);
    expect(decision.signals.ipMatch).toBe('same-asn');
    expect(asked).toEqual([]);
  });

  test('is not waited for beyond the deadline of the check', async () => {
    jest.useFakeTimers();
    try {
      const geo = {
        locate: () => new Promise<GeoLocation>((resolve) => setTimeout(resolve, 50, LISBON)),
      };
      const locate = createLocateClient({ provider: geo, timekeeper: new Timekeeper(), warn: () => {} });
      const input = stepInput({
        clientIp: '192.0.2.10',
        event: eventAt({ v4: { at: BERLIN } }),
        reads: new Set(['ipLocationMismatch']),
      });
      const withTimeLeft = async (ms: number) => {
        const deadline = new Deadline(ms, clock);
        const located = locate({ ...input, memo: new RequestMemo(), deadline });
        await jest.advanceTimersByTimeAsync(200);
        return located;
      };
      expect(await withTimeLeft(2000)).toEqual({ location: LISBON });
      expect(await withTimeLeft(10)).toEqual({ lost: 'unavailable' });
      expect(await withTimeLeft(0)).toEqual({ lost: 'unavailable' });
    } finally {
      jest.useRealTimers();
    }
  });

  test('is not called for private addresses, nor without an event', async () => {
    const { geo, asked } = knowing({});
    for (const ip of ['10.1.2.3', '127.0.0.1', 'fe80::1%eth0', 'fd00::1', '100.64.0.1', 'unknown'])
      await check({ geo }, 'honest', ip);
    const { guard } = scene.guard({ geo });
    await guard.check(requestFor('unknown-id', { ip: '192.0.2.10' }));
    expect(asked).toEqual([]);
  });

  test('is asked once for a request that is judged twice', async () => {
    const { geo, asked } = knowing({ '192.0.2.10': LISBON });
    const { guard } = scene.guard({ geo });
    const { eventId } = await scene.emulator.createEvent();
    const native = {};
    const request = requestFor(eventId, { ip: '192.0.2.10' });
    await guard.check(request, undefined, { claim: false, required: false, native });
    const decision = await guard.check(request, undefined, { native });
    expect(decision.signals.ipMatch).toBe('different');
    expect(asked).toEqual(['192.0.2.10']);
  });

  test('may answer later, and with more than a location', async () => {
    const geo = { locate: async () => ({ ...LISBON, city: 'Lisbon', asn: null }) as unknown as GeoLocation };
    const { decision, warnings } = await check({ geo }, 'honest', '192.0.2.10');
    expect(decision).toMatchObject({ action: 'challenge', signals: { ipMatch: 'different' } });
    expect(warnings).toEqual([]);
  });

  test('that does not know an address yields nothing', async () => {
    for (const answer of [undefined, null, {}]) {
      const geo = { locate: () => answer as undefined };
      const { decision, warnings } = await check({ geo }, 'honest', '192.0.2.10');
      expect(decision).toMatchObject({ action: 'allow', signals: { ipMatch: 'other-network' } });
      expect(warnings).toEqual([]);
    }
  });

  test.each<[string, (ip: string) => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no database');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no database'))],
    ['hangs', () => new Promise(() => {})],
    ['answers a string', () => 'DE'],
    ['answers an array', () => ['DE']],
    ['answers strings for numbers', () => ({ countryCode: 'PT', latitude: '38.7', longitude: '-9.1' })],
    [
      'answers with something that is not a number',
      () => ({ countryCode: 'PT', latitude: Number.NaN, longitude: 0 }),
    ],
    ['answers an invalid country', () => ({ countryCode: 351 })],
  ])('that %s yields nothing, and is logged once a minute', async (_what, locate) => {
    const { guard, warnings } = scene.guard({ geo: { locate } as LocationProvider });
    for (const from of ['192.0.2.10', '192.0.2.11']) {
      const { eventId } = await scene.emulator.createEvent();
      const decision = await guard.check(requestFor(eventId, { ip: from }));
      expect(decision).toMatchObject({
        action: 'allow',
        failedOpen: false,
        signals: { ipMatch: 'other-network' },
      });
      expect(decision.unknown).toContain('ip-location-mismatch');
      expect(decision.elapsedMs).toBeLessThan(1500);
    }
    expect(warnings).toEqual([expect.stringContaining('location provider')]);
    expect(warnings.join()).not.toContain('192.0.2.1');
  });
});
