import { describe, expect, test } from '@jest/globals';
import type { LinkedIdOption } from '../../src/index.js';
import { requestFor, rulesOf, useEmulator } from '../support/scene.js';

const scene = useEmulator();

/** Checks an event that is linked to somebody, or to nobody, by a guard that expects somebody. */
async function check(linkedId: LinkedIdOption, linkedTo: string | null, native?: object) {
  const { guard, warnings } = scene.guard({ linkedId });
  const { eventId } = await scene.emulator.createEvent('honest', { linked_id: linkedTo });
  const request = requestFor(eventId, { body: { eventId, account: 'anna' } });
  const decision = await guard.check(request, undefined, native ? { native } : {});
  return { decision, warnings };
}

describe('linkedId', () => {
  test.each<[string, LinkedIdOption, string | null, boolean | undefined]>([
    ['the same', () => 'anna', 'anna', true],
    ['another', () => 'anna', 'bert', false],
    ['another case', () => 'anna', 'Anna', false],
    ['nobody linked', () => 'anna', null, false],
    ['nobody expected', () => undefined, 'anna', undefined],
    ['nobody expected, as null', () => null as never, 'anna', undefined],
    ['read from the request', ({ body }) => (body as { account: string }).account, 'anna', true],
  ])('%s', async (_what, linkedId, linkedTo, matches) => {
    const { decision, warnings } = await check(linkedId, linkedTo);
    expect(decision.signals).toMatchObject({ linkedIdMatches: matches });
    expect(rulesOf(decision)).toEqual(matches === false ? ['linked-id-mismatch'] : []);
    expect(decision.unknown.includes('linked-id-mismatch')).toBe(matches === undefined);
    expect(warnings).toEqual([]);
  });

  test("receives the framework's request, which has the session", async () => {
    const session: LinkedIdOption = (_request, native) => (native as { userId: string } | undefined)?.userId;
    expect(rulesOf((await check(session, 'anna', { userId: 'anna' })).decision)).toEqual([]);
    expect(rulesOf((await check(session, 'anna', { userId: 'bert' })).decision)).toEqual([
      'linked-id-mismatch',
    ]);
    expect((await check(session, 'anna')).decision.unknown).toContain('linked-id-mismatch');
  });

  test('read from the plain request is warned about, and undefined', async () => {
    const onPlain = ((request: { user?: { id: string } }) => request.user?.id) as LinkedIdOption;
    const { decision, warnings } = await check(onPlain, 'bert', { user: { id: 'anna' } });
    expect(decision.unknown).toContain('linked-id-mismatch');
    expect(warnings).toEqual([
      expect.stringMatching(/linkedId reads user of its first argument.*; see .*plain-request/),
    ]);
    expect(warnings.join()).not.toMatch(/anna|bert/);
    // Nobody is signed in, so there is nothing to read anywhere.
    expect((await check(onPlain, 'anna', {})).warnings).toEqual([]);
  });

  test('may read what a plain request has, or may have, and copy it', async () => {
    const native = {
      headers: {},
      ip: '192.0.2.1',
      query: {},
      route: '/',
      user: { id: 'anna' },
      toString: () => '',
    };
    const honest = (request: Record<string, unknown>, own: typeof native) => {
      const { method, ip, query, route } = request;
      const copy = structuredClone({ ...request });
      const isWhole = 'headers' in copy && `${request}` !== '' && JSON.stringify(request) !== '';
      return isWhole && method === 'POST' && [ip, query, route].every((none) => none === undefined)
        ? own.user.id
        : '';
    };
    const { decision, warnings } = await check(honest as unknown as LinkedIdOption, 'anna', native);
    expect(decision.signals.linkedIdMatches).toBe(true);
    expect(warnings).toEqual([]);
  });

  test('receives that request if another object identifies it', async () => {
    const session: LinkedIdOption = (_request, native) => (native as { userId?: string }).userId;
    const { guard } = scene.guard({ linkedId: session });
    const { eventId } = await scene.emulator.createEvent('honest', { linked_id: 'anna' });
    const native = {};
    const check = (userId: string) =>
      guard.check(requestFor(eventId), undefined, { native, context: { userId } });
    expect(rulesOf(await check('anna'))).toEqual([]);
    // The same request still: its claim is shared.
    expect(rulesOf(await check('bert'))).toEqual(['linked-id-mismatch']);
  });

  test.each<[string, LinkedIdOption]>([
    ['throws', ({ body }) => (body as { user: { id: string } }).user.id],
    ['returns a number', () => 7 as never],
    ['returns an empty text', () => ''],
    ['returns a promise', async () => 'anna' as never],
  ] as [string, LinkedIdOption][])(
    'one that %s matches no event, and is warned about',
    async (_what, linkedId) => {
      const { decision, warnings } = await check(linkedId, 'anna');
      expect(rulesOf(decision)).toEqual(['linked-id-mismatch']);
      expect(warnings).toEqual([expect.stringContaining('linkedId')]);
    },
  );

  test('is not called without an event, nor for a policy without the rule', async () => {
    let asked = 0;
    const { guard } = scene.guard({
      linkedId: () => {
        asked += 1;
        return 'anna';
      },
    });
    const { eventId } = await scene.emulator.createEvent();
    await guard.check(requestFor(eventId), { rules: { 'linked-id-mismatch': 'off' } });
    await guard.check(requestFor(undefined));
    expect(asked).toBe(0);
  });
});
