import { evaluatePolicy, type FingerprintEvent, normalizeEvent, type Signals } from '@fingerprint-guard/core';
import { startEmulator } from '@fingerprint-guard/emulator';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fingerprintEvent, fingerprintVisit, type VisitOverrides } from '../src/index.js';

/** Every path in an event, but into what is the vendor's own or the customer's. */
function paths(value: unknown, at = ''): string[] {
  if (value === null || typeof value !== 'object' || ['.raw', '.tags', '.failed'].includes(at)) return [at];
  return Object.entries(value).flatMap(([name, field]) => paths(field, `${at}.${name}`));
}

/** The event an emulator tells of an honest visit. */
async function emulated(): Promise<FingerprintEvent> {
  const emulator = await startEmulator();
  try {
    const { eventId } = await emulator.createEvent('honest', { linked_id: 'customer-1' });
    const response = await fetch(`${emulator.url}/v4/events/${eventId}`, {
      headers: { authorization: `Bearer ${emulator.secretApiKey}` },
    });
    return normalizeEvent(await response.json());
  } finally {
    await emulator.close();
  }
}

describe('fingerprintEvent', () => {
  test('has what an event of the emulator has, and lacks what it lacks', async () => {
    const [built, told] = [fingerprintEvent(), await emulated()];
    expect(Object.keys(built)).toEqual(Object.keys(told));
    expect(paths(built).sort()).toEqual(paths(told).sort());
    const known = (event: FingerprintEvent) =>
      Object.entries(event).flatMap(([name, field]) => (field === undefined ? [] : [[name, typeof field]]));
    expect(known(built)).toEqual(known(told));
  });

  test('is the same each time, and nobody else’s', () => {
    const one = fingerprintEvent();
    expect(fingerprintEvent()).toEqual(one);
    expect(fingerprintEvent().ipInfo).not.toBe(one.ipInfo);
  });

  test('takes overrides at any depth, and does not change them', () => {
    const overrides = Object.freeze({
      velocity: Object.freeze({ distinctIp: Object.freeze({ '5m': 9 }) }),
      vpn: undefined,
      proxy: { type: 'residential' },
      tags: { cart: ['a', 'b'] },
      botInfo: { name: 'Googlebot' },
      raw: ['as', 'sent'],
    });
    expect(fingerprintEvent(overrides)).toEqual({
      ...fingerprintEvent(),
      velocity: { ...fingerprintEvent().velocity, distinctIp: { '5m': 9, '1h': 1, '24h': 1 } },
      vpn: undefined,
      proxy: { detected: false, confidence: 'high', type: 'residential' },
      tags: { cart: ['a', 'b'] },
      botInfo: { name: 'Googlebot' },
      raw: ['as', 'sent'],
    });
    expect(Object.keys(fingerprintEvent(overrides))).toEqual(Object.keys(fingerprintEvent()));
  });
});

describe('fingerprintVisit', () => {
  test.each(['recommended', 'strict'] as const)('passes under %s, which observes nothing', (preset) => {
    const { action, reasons, observed, unknown } = evaluatePolicy(preset, fingerprintVisit());
    expect({ action, reasons, observed }).toEqual({ action: 'allow', reasons: [], observed: [] });
    const forgotten = unknown
      .filter((rule) => !PHONES_AND_MORE.includes(rule))
      .map((rule) => `${rule}: give fingerprintEvent what it reads, or list it in PHONES_AND_MORE`);
    expect(forgotten).toEqual([]);
  });

  /** What no event of a browser tells, or only one that was asked for by a ruleset. */
  const PHONES_AND_MORE = [
    'rooted-device',
    'mobile-emulator',
    'cloned-app',
    'jailbroken',
    'frida',
    'location-spoofing',
    'mitm-attack',
    'active-call',
    'factory-reset',
    'ruleset',
    'impossible-travel',
  ];

  test.each<[string, VisitOverrides, string]>([
    ['a signal', { signals: { incognito: true } }, 'incognito'],
    ['a field', { event: { incognito: true } }, 'incognito'],
    ['a field of an object', { event: { tampering: { detected: true } } }, 'tampering'],
    ['a fact of the request', { signals: { reused: true } }, 'reused-event'],
    ['a field that only the event has', { event: { rareDevice: true } }, 'rare-device'],
    ['a failed product', { event: { failed: { vpn: 'Failed' } } }, 'missing-signals'],
    ['no event', { signals: { reference: 'missing' } }, 'missing-event'],
    ['no answer', { signals: { lookup: 'unavailable', lookupCause: 'timeout' } }, 'api-unavailable'],
    ['an ID nobody knows', { signals: { lookup: 'unknown' } }, 'unknown-event'],
    ['no page', { event: { url: undefined } }, 'origin-mismatch'],
    ['no linked ID', { event: { linkedId: undefined } }, 'linked-id-mismatch'],
    ['no linked ID, as a signal', { signals: { linkedId: undefined } }, 'linked-id-mismatch'],
    ['no environment', { event: { environmentId: undefined } }, 'environment-mismatch'],
  ])('with %s meets one rule: %j', (_what, overrides, rule) => {
    const { reasons, observed } = evaluatePolicy('strict', fingerprintVisit(overrides));
    expect([...reasons, ...observed].map((reason) => reason.rule)).toEqual([rule]);
  });

  test('has no event if none was found', () => {
    expect(fingerprintVisit({ signals: { lookup: 'unknown', clientIp: '192.0.2.1' } })).toEqual({
      signals: { reference: 'id', lookup: 'unknown', clientIp: '192.0.2.1' },
    });
    expect(fingerprintVisit({ signals: { reference: 'sealed' } }).event).toBeDefined();
    expect(fingerprintVisit({ signals: { reference: 'unreadable' } }).signals.lookup).toBe('skipped');
  });

  test('says the same in its signals as in its event', () => {
    const flags = fc.option(fc.boolean(), { nil: undefined });
    const numbers = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined });
    const signals = fc.record<Signals>(
      {
        vpn: flags,
        proxy: flags,
        tor: flags,
        datacenter: flags,
        incognito: flags,
        tampering: flags,
        virtualMachine: flags,
        replayed: flags,
        confidence: numbers,
        botProbability: numbers,
        suspectScore: numbers,
        bot: fc.constantFrom('good', 'bad', 'not_detected', undefined),
        agentIdentity: fc.constantFrom('signed', 'spoofed', undefined),
        agentCategory: fc.constantFrom('ai_agent', undefined),
        agentProvider: fc.constantFrom('OpenAI', undefined),
        agentName: fc.constantFrom('ChatGPT Agent', undefined),
        ruleAction: fc.constantFrom('allow', 'block', undefined),
        countryCode: fc.constantFrom('DE', 'FR', undefined),
        linkedId: fc.constantFrom('customer-2', undefined),
        visitorId: fc.constantFrom('Other', undefined),
        ipAddress: fc.constantFrom('192.0.2.1', undefined),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(signals, (given) => {
        const visit = fingerprintVisit({ signals: given });
        // What the event says alone is what its signals say.
        const again = fingerprintVisit(visit.event ? { event: visit.event } : {});
        expect(again.signals).toEqual(visit.signals);
        expect(visit.signals).toEqual(expect.objectContaining(given));
      }),
    );
  });

  test.each<[object, RegExp]>([
    [{ signals: { incognitto: true } }, /^incognitto: no signal; .*incognito/],
    [{ event: { incognitto: true } }, /^incognitto: no field of an event; .*incognito/],
  ])('refuses %j, which would leave the visit honest', (overrides, message) => {
    expect(() => fingerprintVisit(overrides as VisitOverrides)).toThrow(
      expect.objectContaining({ code: 'ERR_FP_OPTION', message: expect.stringMatching(message) }),
    );
  });
});
