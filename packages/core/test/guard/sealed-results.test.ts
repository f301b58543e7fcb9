import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import type { FingerprintGuardOptions } from '../../src/index.js';
import { requestFor, rulesOf, useEmulator } from '../support/scene.js';
import { keyOf, seal, sealText } from '../support/seal.js';

const scene = useEmulator();

/** A guard that opens what the emulator seals, and asks the emulator. */
const sealedGuard = (options: Partial<FingerprintGuardOptions> = {}) =>
  scene.guard({ sealedKeys: [keyOf(9), scene.emulator.sealedKey], ...options });
/** The same without an account. */
const keylessGuard = (options: Partial<FingerprintGuardOptions> = {}) =>
  sealedGuard({ apiKey: undefined, ...options });
const bodyOf = (body: object) => requestFor(undefined, { body });
const callsMade = () => scene.emulator.requests().length;

describe('a sealed result is judged with no call', () => {
  test('as the fetched event is', async () => {
    const { eventId, sealedResult } = await scene.emulator.createEvent('bad-bot');
    const options = { origins: ['https://shop.example'], policy: { extends: 'observe-all' as const } };
    const sealed = await keylessGuard(options).guard.check(bodyOf({ sealedResult }));
    expect(sealed).toMatchObject({
      source: 'sealed',
      signals: { reference: 'sealed', lookup: 'found', eventId, bot: 'bad', reused: false },
    });
    expect(callsMade()).toBe(0);
    const fetched = await scene.guard(options).guard.check(requestFor(eventId));
    expect(sealed.event).toEqual(fetched.event);
    expect({ ...sealed.signals, ageMs: 0 }).toEqual({ ...fetched.signals, ageMs: 0, reference: 'sealed' });
    expect(rulesOf(sealed)).toEqual(rulesOf(fetched));
  });

  test('of v3 too, whatever the generation asked', async () => {
    const { eventId } = await scene.emulator.createEvent('bad-bot');
    const answer = await fetch(`${scene.emulator.url}/events/${eventId}`, {
      headers: { 'auth-api-key': scene.emulator.secretApiKey },
    });
    const sealedResult = seal(await answer.json(), keyOf(9));
    for (const apiVersion of ['v4', 'v3'] as const) {
      const decision = await sealedGuard({ apiVersion }).guard.check(
        bodyOf({ sealedResult, requestId: eventId }),
      );
      expect(decision).toMatchObject({ source: 'sealed', event: { generation: 'v3', eventId } });
      expect(rulesOf(decision)).toEqual(['bad-bot']);
    }
  });

  test('with its ID in a header, by eventFrom', async () => {
    const { guard } = sealedGuard();
    const check = async (place: (sealed: string, id: string) => object, by = guard) => {
      const { eventId, sealedResult } = await scene.emulator.createEvent();
      return by.check(requestFor(undefined, place(sealedResult, eventId)));
    };
    const found = { action: 'allow', source: 'sealed' };
    expect(await check((sealed_result, event_id) => ({ body: { sealed_result, event_id } }))).toMatchObject(
      found,
    );
    expect(await check((sealed) => ({ headers: { 'x-fingerprint-sealed-result': sealed } }))).toMatchObject(
      found,
    );
    const fromCookie = sealedGuard({ eventFrom: { cookie: 'fp' } }).guard;
    expect(await check((fp) => ({ cookies: { fp } }), fromCookie)).toMatchObject(found);
    const fromFunction = sealedGuard({ eventFrom: ({ body }) => body as string }).guard;
    expect(await check((body) => ({ body }), fromFunction)).toMatchObject(found);
    expect(callsMade()).toBe(0);
  });

  test('once: its event is claimed, however it was sent', async () => {
    const { guard } = sealedGuard();
    const { eventId, sealedResult } = await scene.emulator.createEvent();
    expect(rulesOf(await guard.check(bodyOf({ sealedResult }), undefined, { claim: false }))).toEqual([]);
    expect(rulesOf(await guard.check(bodyOf({ sealedResult })))).toEqual([]);
    expect(rulesOf(await guard.check(bodyOf({ sealedResult })))).toEqual(['reused-event']);
    expect(rulesOf(await guard.check(requestFor(eventId)))).toEqual(['reused-event']);
    const other = await scene.emulator.createEvent();
    expect(rulesOf(await guard.check(requestFor(other.eventId)))).toEqual([]);
    expect(rulesOf(await guard.check(bodyOf({ sealedResult: other.sealedResult })))).toEqual([
      'reused-event',
    ]);
  });

  test('of 100 concurrent checks one is let in', async () => {
    const { guard } = keylessGuard();
    const { sealedResult } = await scene.emulator.createEvent();
    const checks = Array.from({ length: 100 }, () => guard.check(bodyOf({ sealedResult })));
    const actions = (await Promise.all(checks)).map(({ action }) => action);
    expect(actions.filter((action) => action === 'allow')).toHaveLength(1);
  });

  test('by freshness, origin and environment', async () => {
    const { guard } = keylessGuard({ origins: ['https://shop.example'], environmentId: 'ae_shop' });
    const rules = async (overrides: object) => {
      const own = { environment_id: 'ae_shop', url: 'https://shop.example/', ...overrides };
      const { sealedResult } = await scene.emulator.createEvent('honest', own);
      return rulesOf(await guard.check(bodyOf({ sealedResult })));
    };
    expect(await rules({})).toEqual([]);
    expect(await rules({ timestamp: Date.now() - 130_000 })).toEqual(['stale-event']);
    expect(await rules({ timestamp: Date.now() + 60_000 })).toEqual(['future-event']);
    expect(await rules({ url: 'https://evil.example/' })).toEqual(['origin-mismatch']);
    expect(await rules({ environment_id: 'ae_other' })).toEqual(['environment-mismatch']);
  });

  test('in attach and require of one request alike', async () => {
    const { guard } = keylessGuard();
    const { sealedResult } = await scene.emulator.createEvent();
    const native = {};
    const attached = await guard.check(bodyOf({ sealedResult }), undefined, {
      native,
      claim: false,
      required: false,
    });
    const required = await guard.check(bodyOf({ sealedResult }), undefined, { native });
    expect(required.event).toBe(attached.event);
    expect(required).toMatchObject({ action: 'allow', signals: { reused: false } });
  });
});

describe('an ID beside a sealed result', () => {
  test('must be that of the sealed event', async () => {
    const { guard } = sealedGuard();
    const { sealedResult } = await scene.emulator.createEvent();
    const { eventId } = await scene.emulator.createEvent();
    const decision = await guard.check(bodyOf({ sealedResult, eventId }));
    expect(decision).toMatchObject({
      source: 'none',
      signals: { reference: 'malformed', lookup: 'skipped' },
    });
    expect(rulesOf(decision)).toEqual(['malformed-event']);
    expect(decision.event).toBeUndefined();
    expect(callsMade()).toBe(0);
    // Neither event is used up.
    expect(rulesOf(await guard.check(bodyOf({ sealedResult })))).toEqual([]);
    expect(rulesOf(await guard.check(requestFor(eventId)))).toEqual([]);
  });

  /** Unreadable sealed results, sent with an ID that can be looked up. */
  const UNREADABLE: [string, (event: object) => unknown, string][] = [
    ['sealed with a key the guard has not', (event) => seal(event, keyOf(7)), 'no key opens it'],
    ['no sealed result', () => 'abc', 'not canonical base64'],
    ['cut off', (event) => seal(event, keyOf(9)).slice(0, -4), 'no key opens it'],
    ['no JSON', () => sealText('{', keyOf(9)), 'its content is not JSON'],
    ['no event', () => seal({ products: null }, keyOf(9)), 'not a Fingerprint event'],
    ['no object', () => seal([null], keyOf(9)), 'not a Fingerprint event'],
    ['of no time', (event) => seal({ ...event, timestamp: undefined }, keyOf(9)), 'no ID or no time'],
    ['of an invalid time', (event) => seal({ ...event, timestamp: 'now' }, keyOf(9)), 'no ID or no time'],
  ];

  test.each(UNREADABLE)('replaces one that is %s', async (_what, make, why) => {
    const { eventId } = await scene.emulator.createEvent();
    const sealedResult = make({ event_id: eventId, timestamp: Date.now() });
    const { guard, warnings } = sealedGuard();
    const decision = await guard.check(bodyOf({ sealedResult, eventId }));
    expect(decision).toMatchObject({ action: 'allow', source: 'api', signals: { reference: 'id', eventId } });
    expect(callsMade()).toBe(1);
    expect(warnings).toEqual([expect.stringContaining(why)]);
  });

  test.each(UNREADABLE)(
    'cannot be looked up without an account, and one that is %s is unreadable',
    async (_what, make, why) => {
      const { eventId } = await scene.emulator.createEvent();
      const sealedResult = make({ event_id: eventId, timestamp: Date.now() });
      for (const { guard } of [keylessGuard(), sealedGuard()]) {
        const decision = await guard.check(bodyOf({ sealedResult }));
        expect(decision).toMatchObject({
          action: 'deny',
          failedOpen: false,
          source: 'none',
          signals: { reference: 'unreadable', lookup: 'skipped' },
          error: { message: expect.stringContaining(why) },
        });
        expect(rulesOf(decision)).toEqual(['unreadable-sealed-result']);
      }
      const both = await keylessGuard().guard.check(bodyOf({ sealedResult, eventId }));
      expect(rulesOf(both)).toEqual(['unreadable-sealed-result']);
      expect(callsMade()).toBe(0);
    },
  );

  test('is looked for again if the first check found only an unreadable result', async () => {
    const { guard } = sealedGuard();
    const { eventId } = await scene.emulator.createEvent();
    const headers = { 'x-fingerprint-sealed-result': seal({}, keyOf(7)) };
    const native = {};
    const attach = { native, claim: false, required: false };
    const attached = await guard.check(
      requestFor(undefined, { headers, body: undefined }),
      undefined,
      attach,
    );
    expect(attached.signals.reference).toBe('unreadable');
    expect(await guard.check(requestFor(eventId, { headers }), undefined, { native })).toMatchObject({
      action: 'allow',
      source: 'api',
    });
  });
});

describe('a guard', () => {
  test('without an account makes no call: an ID alone is missing', async () => {
    const { guard } = keylessGuard();
    const { eventId } = await scene.emulator.createEvent();
    const decision = await guard.check(requestFor(eventId));
    expect(decision).toMatchObject({ source: 'none', signals: { reference: 'missing', lookup: 'skipped' } });
    expect(rulesOf(decision)).toEqual(['missing-event']);
    expect(rulesOf(await guard.check(requestFor(undefined)))).toEqual(['missing-event']);
    expect(rulesOf(await guard.check(requestFor('..')))).toEqual(['malformed-event']);
    expect(callsMade()).toBe(0);
  });

  test('without sealed keys goes by the ID', async () => {
    const { guard, warnings } = scene.guard();
    const { eventId, sealedResult } = await scene.emulator.createEvent();
    expect(rulesOf(await guard.check(bodyOf({ sealedResult })))).toEqual(['unreadable-sealed-result']);
    expect(await guard.check(bodyOf({ sealedResult, eventId }))).toMatchObject({
      action: 'allow',
      source: 'api',
    });
    expect(warnings).toEqual([]);
  });

  test('reveals and changes none of its keys', async () => {
    const sealedKeys = [scene.emulator.sealedKey];
    const { guard, decisions, warnings } = scene.guard({ sealedKeys });
    sealedKeys[0] = keyOf(7);
    const { eventId, sealedResult } = await scene.emulator.createEvent();
    expect((await guard.check(bodyOf({ sealedResult }))).source).toBe('sealed');
    await guard.check(bodyOf({ sealedResult: seal({}, keyOf(7)), eventId }));
    await guard.check(bodyOf({ sealedResult: seal({}, keyOf(7)) }));
    const told = inspect([guard, decisions, warnings], { depth: null, showHidden: true });
    expect(told).not.toContain(scene.emulator.sealedKey.slice(0, 16));
    expect(told).not.toContain(Buffer.from(scene.emulator.sealedKey, 'base64').toString('hex').slice(0, 16));
  });
});
