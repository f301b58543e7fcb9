import { describe, expect, test } from '@jest/globals';
import type { Emulator } from '../src/index.js';
import { type AnyEvent, ask, askV3, eventOf, start } from './client.js';
import { v3ErrorSchema, v4ErrorSchema } from './error-schemas.js';
import { expectValid } from './valid.js';

const NOW = 1_750_000_000_000;
const DAY_MS = 86_400_000;

const generations = {
  v4: {
    ask,
    schema: v4ErrorSchema,
    method: 'PATCH',
    path: (id: string) => `/v4/events/${id}`,
    visitor: (id: string) => `/v4/visitors/${id}`,
    linkedId: 'linked_id',
    tags: 'tags',
    codes: ['request_cannot_be_parsed', 'event_not_found', 'state_not_ready', 'visitor_not_found'],
  },
  v3: {
    ask: askV3,
    schema: v3ErrorSchema,
    method: 'PUT',
    path: (id: string) => `/events/${id}`,
    visitor: (id: string) => `/visitors/${id}`,
    linkedId: 'linkedId',
    tags: 'tag',
    codes: ['RequestCannotBeParsed', 'RequestNotFound', 'StateNotReady', 'VisitorNotFound'],
  },
} as const;

describe.each(['v4', 'v3'] as const)('%s', (generation) => {
  const own = generations[generation];
  const [invalid, unknownEvent, notReady, unknownVisitor] = own.codes;

  async function outcome(response: Response): Promise<[status: number, code: string, message?: string]> {
    const text = await response.text();
    if (response.status === 200) return [200, text];
    const body = JSON.parse(text) as AnyEvent;
    expectValid(own.schema, body);
    return [response.status, body.error.code, body.error.message];
  }

  const update = async (emulator: Emulator, id: string, body: unknown) =>
    outcome(
      await own.ask(emulator, own.path(id), {
        method: own.method,
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    );

  test('changes what is given and leaves the rest, whatever type the body is said to be of', async () => {
    const emulator = await start({ mutableAfterMs: 0 });
    const { eventId } = await emulator.createEvent('vpn', { tags: { old: 1 } });
    const before = await eventOf(emulator, eventId);
    expect(await update(emulator, eventId, {})).toEqual([200, '']);
    expect(await eventOf(emulator, eventId)).toEqual(before);
    await update(emulator, eventId, { suspect: true });
    await update(emulator, eventId, { [own.linkedId]: 'u1', [own.tags]: { new: { deep: [null] } } });
    expect(await eventOf(emulator, eventId)).toEqual({
      ...before,
      suspect: true,
      linked_id: 'u1',
      tags: { new: { deep: [null] } },
    });
  });

  test('keeps when an event came', async () => {
    let time = NOW;
    const emulator = await start({ now: () => time, mutableAfterMs: 10 });
    const { eventId } = await emulator.createEvent();
    const later = await emulator.createEvent();
    time += 10;
    expect(await update(emulator, eventId, { suspect: true })).toEqual([200, '']);
    const { events } = (await (await ask(emulator, '/v4/events')).json()) as AnyEvent;
    expect(events.map(({ event_id }: AnyEvent) => event_id)).toEqual([later.eventId, eventId]);
    expect(await update(emulator, eventId, { suspect: false })).toEqual([200, '']);
  });

  test('can not change an event at once', async () => {
    let time = NOW;
    const emulator = await start({ now: () => time });
    const { eventId } = await emulator.createEvent('stale');
    time += 999;
    expect((await update(emulator, eventId, { suspect: true })).slice(0, 2)).toEqual([409, notReady]);
    expect((await eventOf(emulator, eventId)).suspect).toBe(false);
    time += 1;
    expect(await update(emulator, eventId, { suspect: true })).toEqual([200, '']);
  });

  test.each<[unknown, string]>([
    ['', 'request body is not valid'],
    ['{', 'request body is not valid'],
    ['[]', 'request body is not valid'],
    ['null', 'request body is not valid'],
    [{ [own.linkedId]: 5 }, 'request body is not valid'],
    [{ [own.linkedId]: 'x'.repeat(257) }, "linked_id can't be greater than 256 characters long"],
    [{ [own.tags]: 'x' }, 'request body is not valid'],
    [{ [own.tags]: null }, 'request body is not valid'],
    [{ [own.tags]: { big: 'x'.repeat(16_384) } }, 'request body is not valid'],
    [{ suspect: 'true' }, 'request body is not valid'],
    [{ linked: 'x' }, 'request body is not valid'],
    [{ [own.tags]: { big: 'x'.repeat(1_100_000) } }, 'request body is not valid'],
  ])('refuses %.60j', async (body, message) => {
    const emulator = await start({ mutableAfterMs: 0 });
    const { eventId } = await emulator.createEvent();
    expect(await update(emulator, eventId, body)).toEqual([400, invalid, message]);
  });

  test('lets no hostile key through', async () => {
    const emulator = await start({ mutableAfterMs: 0 });
    const { eventId } = await emulator.createEvent();
    await update(emulator, eventId, `{"${own.tags}":{"__proto__":{"polluted":1}}}`);
    expect((await eventOf(emulator, eventId)).tags).toEqual({});
    expect('polluted' in {}).toBe(false);
  });

  test('knows no unknown event and no event that lags', async () => {
    const emulator = await start();
    expect((await update(emulator, 'unknown', {})).slice(0, 2)).toEqual([404, unknownEvent]);
    const { eventId } = await emulator.createEvent();
    emulator.setFault({ kind: 'lag', ms: 60_000 });
    expect((await update(emulator, eventId, {})).slice(0, 2)).toEqual([404, unknownEvent]);
  });

  test('deletes the events of ten days of one visitor', async () => {
    const emulator = await start({ now: () => NOW });
    const { visitorId, eventId: young } = await emulator.createEvent('honest', {
      timestamp: NOW - 10 * DAY_MS,
    });
    const { eventId: old } = await emulator.createEvent('honest', { timestamp: NOW - 10 * DAY_MS - 1 });
    const { eventId: other } = await emulator.createEvent('bad-bot');
    const remove = async (id: string) =>
      outcome(await own.ask(emulator, own.visitor(id), { method: 'DELETE' }));
    expect(await remove(visitorId)).toEqual([200, '']);
    const statuses = [young, old, other].map(async (id) => (await ask(emulator, `/v4/events/${id}`)).status);
    expect(await Promise.all(statuses)).toEqual([404, 200, 200]);
    expect((await remove('unknown')).slice(0, 2)).toEqual([404, unknownVisitor]);
    expect(await remove('a%20b')).toEqual([400, invalid, 'invalid visitor id']);
  });
});
