import 'next/dist/server/node-environment-baseline.js';
import type { FingerprintGuard } from '@fingerprint-guard/core';
import { describe, expect, test } from '@jest/globals';
import { eachTest } from '../../../test/support/shop.js';
import { type CheckActionOptions, type CheckedAction, checkAction, withFingerprint } from '../src/index.js';
import { serveRoutes } from './next-routes.js';

const shop = eachTest();
const newId = async (scenario: 'honest' | 'bad-bot' | 'incognito' | 'stale' = 'honest') =>
  (await shop.emulator.createEvent(scenario, { ip_address: '127.0.0.1' })).eventId;

/** The outcome of one call of an action, in which `headers()` is that of a request that Next serves. */
async function call(
  guard: FingerprintGuard | (() => FingerprintGuard),
  options?: CheckActionOptions,
  headers: Record<string, string> = {},
  waiting?: Promise<unknown>[],
): Promise<CheckedAction> {
  let checked: CheckedAction | undefined;
  let thrown: unknown;
  const POST = async () => {
    try {
      checked = await checkAction(guard, options);
    } catch (error) {
      thrown = error;
    }
    return new Response();
  };
  const { url, close } = await serveRoutes({ '/': { POST } }, waiting);
  await fetch(url, { method: 'POST', headers, body: new URLSearchParams({ name: 'Robin' }) });
  await close();
  if (!checked) throw thrown;
  return checked;
}

test('an honest event lets the action go on, and the log names the action', async () => {
  const { decision, blocked } = await call(shop.guard(), { eventId: await newId(), route: 'logIn' });
  expect(blocked).toBeUndefined();
  expect(decision.request).toEqual({ method: 'POST', path: '/', route: 'logIn' });
  expect(shop.warnings).toEqual([]);
});

test('without a name the log still tells that it is an action', async () => {
  const { decision } = await call(shop.guard(), { route: undefined });
  expect(decision.request.route).toBe('server action');
});

describe('what a blocked client is told', () => {
  test('is plain data without a reason', async () => {
    const { decision, blocked } = await call(shop.guard(), { eventId: await newId('bad-bot') });
    expect(blocked).toEqual({
      type: 'about:blank',
      title: 'Forbidden',
      status: 403,
      code: 'fingerprint_denied',
      decisionId: decision.id,
    });
    expect(decision.reasons.map(({ rule }) => rule)).toEqual(['bad-bot']);
  });

  test('asks for another event if that may help', async () => {
    for (const eventId of [undefined, await newId('stale')])
      expect((await call(shop.guard(), { eventId })).blocked?.retry).toBe('new-event');
  });
});

describe('an event works once', () => {
  const route = async (guard: FingerprintGuard, eventId: string) => {
    const POST = withFingerprint(guard)(async () => new Response());
    const { url, close } = await serveRoutes({ '/': { POST } });
    const { status } = await fetch(url, { method: 'POST', headers: { 'x-fingerprint-event-id': eventId } });
    await close();
    return status;
  };

  test('through an action, and then through a route, and the other way round', async () => {
    const guard = shop.guard();
    const [first, second] = [await newId(), await newId()];
    expect((await call(guard, { eventId: first })).blocked).toBeUndefined();
    expect(await route(guard, first)).toBe(403);
    expect(await route(guard, second)).toBe(200);
    expect((await call(guard, { eventId: second })).blocked?.status).toBe(403);
  });

  test('in two calls at once', async () => {
    const guard = shop.guard();
    const eventId = await newId();
    const calls = await Promise.all([call(guard, { eventId }), call(guard, { eventId })]);
    expect(calls.map(({ blocked }) => blocked?.status ?? 200).sort()).toEqual([200, 403]);
    const own = await Promise.all([await newId(), await newId()].map((id) => call(guard, { eventId: id })));
    expect(own.map(({ blocked }) => blocked)).toEqual([undefined, undefined]);
  });
});

describe('the event is named', () => {
  test.each<[string, (eventId: string) => [CheckActionOptions, Record<string, string>]]>([
    ['by a form', (eventId) => [{ body: formOf({ eventId }) }, {}]],
    ['by a cookie', (eventId) => [{}, { cookie: `fp=${eventId}` }]],
    ['by a header', (eventId) => [{}, { 'x-my-id': eventId }]],
  ])('%s', async (_where, place) => {
    const eventFrom = [{ cookie: 'fp' }, { header: 'x-my-id' }, { body: 'eventId' }];
    const honest = await call(shop.guard({ eventFrom }), ...place(await newId()));
    expect([honest.blocked, honest.decision.signals.reference]).toEqual([undefined, 'id']);
    const bot = await call(shop.guard({ eventFrom }), ...place(await newId('bad-bot')));
    expect(bot.blocked?.status).toBe(403);
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'missing'],
    ['null, as a form without the field gives', null, 'missing'],
    ['an array', ['1', '2'], 'malformed'],
    ['a file', new File(['x'], 'x'), 'malformed'],
    ['an object', { $gt: '' }, 'malformed'],
    ['a path', '../visitors', 'malformed'],
  ])('by an argument that anyone can post: %s', async (_what, eventId, reference) => {
    const { decision, blocked } = await call(shop.guard(), { eventId });
    expect(blocked?.status).toBe(403);
    expect(decision.signals.reference).toBe(reference);
    expect(shop.warnings).toEqual([]);
  });
});

const formOf = (fields: Record<string, string>) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
};

test("the client's address is what the platform says, never what the client does", async () => {
  const forged = { 'x-forwarded-for': '203.0.113.9' };
  const addressOf = async (guard: FingerprintGuard, options: CheckActionOptions, headers = {}) =>
    (await call(guard, { eventId: await newId(), ...options }, { ...forged, ...headers })).decision.signals
      .clientIp;
  expect(await addressOf(shop.guard(), {})).toBeUndefined();
  const guard = shop.guard({ clientIp: { platform: 'vercel' } });
  expect(await addressOf(guard, {}, { 'x-real-ip': '198.51.100.7' })).toBe('198.51.100.7');
  expect(await addressOf(shop.guard(), { ip: '198.51.100.7' })).toBe('198.51.100.7');
});

test('an outage lets pass or blocks as the policy says', async () => {
  const eventId = await newId();
  shop.emulator.setFault({ kind: 'status', status: 500 });
  const strict = await call(shop.guard(), { eventId, policy: 'strict', ip: '127.0.0.1' });
  expect(strict.blocked?.status).toBe(503);
  const recommended = await call(shop.guard(), { eventId });
  expect([recommended.blocked, recommended.decision.failedOpen]).toEqual([undefined, true]);
});

test('a challenge goes on if the action steps up', async () => {
  const guard = shop.guard({ policy: { rules: { incognito: 'challenge' } } });
  const stopped = await call(guard, { eventId: await newId('incognito') });
  expect(stopped.blocked?.code).toBe('fingerprint_challenge');
  const passed = await call(guard, { eventId: await newId('incognito'), passChallenge: true });
  expect([passed.blocked, passed.decision.action]).toEqual([undefined, 'challenge']);
});

test("what the hook does is handed to Next's after", async () => {
  const waiting: Promise<unknown>[] = [];
  const done: string[] = [];
  let finish = () => {};
  const hook = new Promise<void>((resolve) => {
    finish = resolve;
  }).then(() => void done.push('told'));
  await call(shop.guard({ onDecision: () => hook }), { eventId: await newId() }, {}, waiting);
  expect(done).toEqual([]);
  expect(waiting).not.toEqual([]);
  finish();
  await Promise.all(waiting);
  expect(done).toEqual(['told']);
});

describe('what is called wrongly is an error', () => {
  test.each<[string, () => Promise<unknown>, string]>([
    ['no guard', () => call({} as FingerprintGuard), 'ERR_FP_OPTION'],
    ['a function that returns none', () => call(() => ({}) as FingerprintGuard), 'ERR_FP_OPTION'],
    ['a misspelt policy', () => call(shop.guard(), { policy: 'lgoin' }), 'ERR_FP_UNKNOWN_POLICY'],
    ['an unknown option', () => call(shop.guard(), { eventID: '1' } as object), 'ERR_FP_OPTION'],
    ['a policy in place of the options', () => call(shop.guard(), 'strict' as never), 'ERR_FP_OPTION'],
  ])('%s', async (_what, checked, code) => {
    await expect(checked()).rejects.toMatchObject({ code });
  });

  test('outside of a request: Next says so', async () => {
    await expect(checkAction(shop.guard())).rejects.toThrow(/outside a request scope/);
  });
});
