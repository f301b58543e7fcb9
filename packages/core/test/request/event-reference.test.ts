import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createEventReferenceReader, type EventFrom } from '../../src/request/event-reference.js';
import type { IncomingRequest } from '../../src/request/incoming-request.js';

const ID = '1708102555327.NLOjmg';
const SEALED = `noXc7${'A'.repeat(123)}`;
const OTHER = '0KSh65EnVoB85JBmloQK';
const request = (more: Partial<IncomingRequest>): IncomingRequest => ({
  method: 'POST',
  url: '/',
  headers: {},
  ...more,
});
const read = (more: Partial<IncomingRequest>, from?: EventFrom, pattern?: RegExp) =>
  createEventReferenceReader(from, pattern)(request(more));

describe('the default places', () => {
  test.each<[string, Partial<IncomingRequest>]>([
    ['header x-fingerprint-event-id', { headers: { 'x-fingerprint-event-id': ID } }],
    ['header x-fingerprint-request-id', { headers: { 'x-fingerprint-request-id': ID } }],
    ['body eventId', { body: { eventId: ID } }],
    ['body event_id', { body: { event_id: ID } }],
    ['body requestId', { body: { requestId: ID } }],
    [
      'a field of a form, as @fastify/multipart leaves it',
      { body: { eventId: { type: 'field', fieldname: 'eventId', value: ID } } },
    ],
    ['query eventId', { query: { eventId: ID } }],
    ['query eventId, as parameters of a URL', { query: new URLSearchParams({ eventId: ID }) }],
    ['query eventId, where the framework parses none', { query: {}, url: `/?eventId=${ID}` }],
    ['query event_id, not parsed yet', { url: `/?event_id=${ID}` }],
    ['query requestId', { query: Object.assign(Object.create(null), { requestId: ID }) }],
  ])('%s', async (_place, more) => {
    expect(await read(more)).toEqual({ kind: 'id', id: ID });
  });

  test('a file for an ID, or an ID twice, is malformed', async () => {
    const file = { type: 'file', fieldname: 'eventId', value: ID };
    const field = { type: 'field', fieldname: 'eventId', value: ID };
    const twice = new URLSearchParams([
      ['eventId', ID],
      ['eventId', ID],
    ]);
    for (const more of [{ body: { eventId: file } }, { body: { eventId: [field, field] } }, { query: twice }])
      expect(await read(more)).toEqual({ kind: 'malformed' });
    expect(await read({ body: { eventId: { ...field, value: '' } } })).toEqual({ kind: 'missing' });
    expect(await read({ body: { eventId: { value: ID } } })).toEqual({ kind: 'malformed' });
  });

  test('are read in order: headers, body, query', async () => {
    const headers = { 'x-fingerprint-event-id': ID };
    expect(await read({ headers, body: { eventId: OTHER } })).toEqual({ kind: 'id', id: ID });
    expect(await read({ body: { requestId: ID }, query: { eventId: OTHER } })).toEqual({
      kind: 'id',
      id: ID,
    });
  });

  test('an empty string, such as an untouched form field, is skipped', async () => {
    expect(await read({ body: { eventId: '' } })).toEqual({ kind: 'missing' });
    expect(await read({ body: { eventId: '', requestId: ID } })).toEqual({ kind: 'id', id: ID });
  });

  test.each<[string, Partial<IncomingRequest>]>([
    ['header x-fingerprint-sealed-result', { headers: { 'x-fingerprint-sealed-result': SEALED } }],
    ['body sealedResult', { body: { sealedResult: SEALED } }],
    ['body sealed_result', { body: { sealed_result: SEALED } }],
  ])('of a sealed result: %s', async (_place, more) => {
    expect(await read(more)).toEqual({ kind: 'sealed', sealed: SEALED });
    expect(await read({ ...more, query: { eventId: ID } })).toEqual({
      kind: 'sealed',
      sealed: SEALED,
      id: ID,
    });
    expect(await read({ ...more, query: { eventId: '/' } })).toEqual({ kind: 'malformed' });
  });

  test('a sealed result may have any form there, but must be one string, and no other place is read', async () => {
    expect(await read({ body: { sealedResult: 'x' } })).toEqual({ kind: 'sealed', sealed: 'x' });
    expect(await read({ body: { sealedResult: '' } })).toEqual({ kind: 'missing' });
    expect(await read({ body: { sealedResult: [SEALED], eventId: ID } })).toEqual({ kind: 'malformed' });
    expect(await read({ body: { eventId: SEALED } })).toEqual({ kind: 'malformed' });
    expect(await read({ query: { sealedResult: SEALED } })).toEqual({ kind: 'missing' });
  });
});

describe('what is no ID', () => {
  test.each<[string, unknown]>([
    ['an array', [ID]],
    ['an object', { id: ID }],
    ['a number', 1708102555327],
    ['true', true],
    ['10 KB', 'a'.repeat(10_240)],
    ['a null byte', `${ID}\u0000`],
    ['a line break', `${ID}\n`],
    ['a path', `../${ID}`],
    ['a query', `${ID}?x=1`],
    ['an escape', '%2e%2e'],
    ['the folder above', '..'],
    ['this folder', '.'],
    ['the search', 'search'],
    ['the search in another case', 'Search'],
    ['65 characters', 'a'.repeat(65)],
  ])('%s is malformed, and no later place is read', async (_what, eventId) => {
    expect(await read({ body: { eventId, requestId: ID }, query: { eventId: ID } })).toEqual({
      kind: 'malformed',
    });
  });

  test('null is empty: an application without an ID or a sealed result may send it', async () => {
    expect(await read({ body: { eventId: null } })).toEqual({ kind: 'missing' });
    expect(await read({ body: { eventId: null, sealedResult: null, requestId: ID } })).toEqual({
      kind: 'id',
      id: ID,
    });
    expect(await read({ body: { fp: null } }, ({ body }) => (body as { fp: string }).fp)).toEqual({
      kind: 'missing',
    });
  });

  test('a header sent twice, or a query name repeated, is malformed', async () => {
    expect(await read({ headers: { 'x-fingerprint-event-id': [ID, OTHER] } })).toEqual({ kind: 'malformed' });
    expect(await read({ headers: { 'x-fingerprint-event-id': `${ID}, ${OTHER}` } })).toEqual({
      kind: 'malformed',
    });
    expect(await read({ url: `/?eventId=${ID}&eventId=${OTHER}` })).toEqual({ kind: 'malformed' });
  });

  test('a query of very many names takes no longer than to read it', async () => {
    const names = Array.from({ length: 50_000 }, (_, index) => `n${index}`).join('&');
    const started = performance.now();
    expect(await read({ url: `/?${names}` })).toEqual({ kind: 'missing' });
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['an array', [{ eventId: ID }]],
    ['a text', `{"eventId":"${ID}"}`],
    ['an inherited field', Object.create({ eventId: ID })],
  ])('a body that is %s names nothing', async (_what, body) => {
    expect(await read({ body })).toEqual({ kind: 'missing' });
  });

  test('any JSON body is read without an exception', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (body) => {
        const { kind } = await read({ body });
        expect(['id', 'missing', 'malformed', 'sealed']).toContain(kind);
      }),
    );
  });
});

describe('eventFrom', () => {
  test('replaces the default places', async () => {
    const from = { header: 'X-My-Id' };
    expect(await read({ headers: { 'x-my-id': ID } }, from)).toEqual({ kind: 'id', id: ID });
    expect(await read({ body: { eventId: ID } }, from)).toEqual({ kind: 'missing' });
  });

  test('reaches into the body, the query and cookies, parsed or not', async () => {
    expect(await read({ body: { fp: { id: ID } } }, { body: 'fp.id' })).toEqual({ kind: 'id', id: ID });
    expect(await read({ body: { fp: null } }, { body: 'fp.id' })).toEqual({ kind: 'missing' });
    expect(await read({ url: `/?fp=${ID}` }, { query: 'fp' })).toEqual({ kind: 'id', id: ID });
    expect(await read({ cookies: { fp: ID } }, { cookie: 'fp' })).toEqual({ kind: 'id', id: ID });
    expect(await read({ headers: { cookie: `a=1; fp=${ID}` } }, { cookie: 'fp' })).toEqual({
      kind: 'id',
      id: ID,
    });
  });

  test('takes places in order, or a function', async () => {
    const places = [{ cookie: 'fp' }, { header: 'x-my-id' }];
    expect(await read({ headers: { 'x-my-id': ID } }, places)).toEqual({ kind: 'id', id: ID });
    expect(await read({ body: ID }, ({ body }) => body as string)).toEqual({ kind: 'id', id: ID });
    expect(await read({ body: 7 }, ({ body }) => body as string)).toEqual({ kind: 'malformed' });
    expect(await read({}, async () => undefined)).toEqual({ kind: 'missing' });
  });

  test('distinguishes a sealed result from an ID, in any place', async () => {
    const places = [{ body: 'fp' }, { cookie: 'fp' }];
    const both = { kind: 'sealed', sealed: SEALED, id: ID };
    expect(await read({ body: { fp: SEALED } }, places)).toEqual({ kind: 'sealed', sealed: SEALED });
    expect(await read({ body: { fp: SEALED }, cookies: { fp: ID } }, places)).toEqual(both);
    expect(await read({ body: { fp: ID }, cookies: { fp: SEALED } }, places)).toEqual(both);
    expect(await read({ body: { fp: [ID] }, cookies: { fp: SEALED } }, places)).toEqual({
      kind: 'malformed',
    });
    expect(await read({ body: SEALED }, async ({ body }) => body as string)).toEqual({
      kind: 'sealed',
      sealed: SEALED,
    });
  });

  test('treats a string of 64 characters as an ID, however it begins', async () => {
    const from = { body: 'fp' };
    const id = SEALED.slice(0, 64);
    expect(await read({ body: { fp: id } }, from)).toEqual({ kind: 'id', id });
    const sealed = SEALED.slice(0, 65);
    expect(await read({ body: { fp: sealed } }, from)).toEqual({ kind: 'sealed', sealed });
    expect(await read({ body: { fp: sealed.slice(1) } }, from)).toEqual({ kind: 'id', id: sealed.slice(1) });
  });

  test.each<[string, unknown]>([
    ['an unknown place', { headers: 'x' }],
    ['no name', { header: '' }],
    ['two places in one', { header: 'a', body: 'b' }],
    ['a text', 'x-my-id'],
    ['null', null],
  ])('%s is refused', (_what, from) => {
    expect(() => createEventReferenceReader(from as EventFrom)).toThrow(
      expect.objectContaining({ code: 'ERR_FP_OPTION' }),
    );
  });

  test('the shape of an ID can be set, whatever flags the expression has', async () => {
    const reader = createEventReferenceReader(undefined, /^ev_\d+$/g);
    for (const _ of [1, 2])
      expect(await reader(request({ body: { eventId: 'ev_1' } }))).toEqual({ kind: 'id', id: 'ev_1' });
    expect(await reader(request({ body: { eventId: ID } }))).toEqual({ kind: 'malformed' });
  });
});
