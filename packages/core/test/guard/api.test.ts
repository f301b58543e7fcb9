import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import type { ServerApi } from '../../src/index.js';
import { requestFor, useEmulator } from '../support/scene.js';
import { keyOf } from '../support/seal.js';
import { useUpstream } from '../support/upstream.js';
import { whenQuiet } from '../support/when-quiet.js';

const scene = useEmulator();
const upstream = useUpstream();

/** Every call of a client, each on something that exists nowhere. */
const CALLS: Readonly<Record<string, (api: ServerApi) => Promise<unknown>>> = {
  getEvent: (api) => api.getEvent('an-event'),
  searchEvents: (api) => api.searchEvents(),
  'searchEvents.pages': (api) => api.searchEvents.pages().next(),
  updateEvent: (api) => api.updateEvent('an-event', { suspect: true }),
  getVisitorHistory: (api) => api.getVisitorHistory('a-visitor'),
  deleteVisitor: (api) => api.deleteVisitor('a-visitor'),
  getRelatedVisitors: (api) => api.getRelatedVisitors('a-visitor'),
};

describe('the Server API of a guard', () => {
  test.each(['v4', 'v3'] as const)('requests the events that the guard judges, in %s', async (apiVersion) => {
    const { guard } = scene.guard({ apiVersion });
    const { eventId, visitorId } = await scene.emulator.createEvent('bad-bot');
    const { event } = await guard.check(requestFor(eventId));
    expect(await guard.api.getEvent(eventId)).toEqual(event);
    const { events } = await guard.api.searchEvents({ visitorId });
    expect(events.map((found) => found.eventId)).toEqual([eventId]);
  });

  test('calls the API of 2019 in its own form', async () => {
    const { guard } = scene.guard({ apiVersion: '2019', auth: 'query' });
    const { visitorId } = await scene.emulator.createEvent();
    expect((await guard.api.getVisitorHistory(visitorId)).events).toHaveLength(1);
    await expect(guard.api.getEvent('an-event')).rejects.toMatchObject({ code: 'ERR_FP_UNSUPPORTED' });
  });

  test("has the guard's deadline", async () => {
    const { guard } = scene.guard({ baseUrl: await upstream.listen(() => {}), deadlineMs: 50 });
    const ended = () => guard.api.searchEvents().catch((error: unknown) => error);
    expect(await whenQuiet<unknown>(ended)).toMatchObject({ code: 'ERR_FP_TIMEOUT' });
  });

  test('shows no key, and is the same all the time', () => {
    const { guard } = scene.guard({ apiKey: 'a-secret-key' });
    expect(guard.api).toBe(guard.api);
    expect(inspect([guard, guard.api], { depth: 20, showHidden: true })).not.toContain('a-secret-key');
    expect(JSON.stringify([guard, guard.api])).not.toContain('a-secret-key');
  });

  test.each(Object.entries(CALLS))('without a key: %s', async (_name, call) => {
    const { guard } = scene.guard({ apiKey: undefined, sealedKeys: [keyOf(1)] });
    await expect(call(guard.api)).rejects.toMatchObject({
      name: 'FingerprintError',
      code: 'ERR_FP_OPTION',
      message: expect.stringMatching(/^apiKey: .*required/),
    });
    expect(scene.emulator.requests()).toEqual([]);
  });
});

describe('closing', () => {
  test.each(Object.entries(CALLS))('the guard closes its client: %s', async (_name, call) => {
    const { guard } = scene.guard();
    await guard.close();
    await expect(call(guard.api)).rejects.toMatchObject({ code: 'ERR_FP_CLOSED' });
    expect(scene.emulator.requests()).toEqual([]);
  });

  test('the guard waits for the calls under way', async () => {
    const { guard } = scene.guard();
    const { eventId } = await scene.emulator.createEvent();
    const [{ eventId: found }] = await Promise.all([guard.api.getEvent(eventId), guard.close()]);
    expect(found).toBe(eventId);
  });

  test('the client leaves the guard working', async () => {
    const { guard } = scene.guard();
    const { eventId } = await scene.emulator.createEvent();
    await guard.api.close();
    await guard.api.close();
    await expect(guard.api.getEvent(eventId)).rejects.toMatchObject({ code: 'ERR_FP_CLOSED' });
    expect(await guard.check(requestFor(eventId))).toMatchObject({ action: 'allow', source: 'api' });
  });
});
