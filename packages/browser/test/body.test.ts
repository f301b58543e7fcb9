import { beforeEach, describe, expect, test } from '@jest/globals';
import { newAgent } from './agents.js';
import { freshPage } from './fresh-page.js';
import { type Arrival, formOf, NEW_EVENT, startRecorder } from './recorder.js';

let createFingerprintFetch: typeof import('../src/index.js').createFingerprintFetch;
beforeEach(async () => {
  ({ createFingerprintFetch } = await freshPage());
});

const JSON_TYPE = { 'content-type': 'application/json' };

/** Sends a request that is refused at first, with the ID in its body. */
async function sendTwice(
  init: RequestInit,
  wrap = (url: string): string | Request => url,
): Promise<Arrival[]> {
  const { url, arrivals } = await startRecorder(() => NEW_EVENT);
  await createFingerprintFetch({ agent: newAgent(), place: 'body' })(wrap(url), { method: 'POST', ...init });
  return arrivals;
}

describe('with the ID in the body', () => {
  test.each<[string, RequestInit, string]>([
    ['JSON', { headers: JSON_TYPE, body: '{"cart": 7}' }, '{"cart": 7,"eventId":"event-1"}'],
    ['an empty object', { headers: JSON_TYPE, body: ' { } ' }, ' { "eventId":"event-1"}'],
    [
      'a big number',
      { headers: JSON_TYPE, body: '{"n":12345678901234567890}' },
      '{"n":12345678901234567890,"eventId":"event-1"}',
    ],
    ['parameters', { body: new URLSearchParams({ a: 'b c' }) }, 'a=b+c&eventId=event-1'],
    [
      'parameters as text',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=1&eventId=&a=2' },
      'a=1&eventId=event-1&a=2',
    ],
  ])('%s holds it, anew for each try', async (_, init, expected) => {
    const [first, second] = await sendTwice(init);
    expect(first?.body.toString()).toBe(expected);
    expect(second?.body.toString()).toBe(expected.replace('event-1', 'event-2'));
    expect(first?.id).toBeUndefined();
    expect(first?.headers['content-type']).toBe(second?.headers['content-type']);
  });

  test.each(['as it is', 'in a Request'])('a form with files holds it, %s', async (how) => {
    const form = new FormData();
    form.append('tag', 'one');
    form.append('tag', 'two');
    form.append('file', new File(['contents'], 'photo.png', { type: 'image/png' }));
    const arrivals = await (how === 'as it is'
      ? sendTwice({ body: form })
      : sendTwice({}, (url) => new Request(url, { method: 'POST', body: form })));
    expect(arrivals).toHaveLength(2);
    for (const [index, arrival] of arrivals.entries()) {
      const sent = await formOf(arrival);
      expect(sent.getAll('tag')).toEqual(['one', 'two']);
      expect(sent.getAll('eventId')).toEqual([`event-${index + 1}`]);
      const file = sent.get('file') as File;
      expect([file.name, file.type, await file.text()]).toEqual(['photo.png', 'image/png', 'contents']);
    }
    expect(form.has('eventId')).toBe(false);
  });

  test.each<[string, RequestInit]>([
    ['no body', { method: 'GET' }],
    ['JSON that is no object', { headers: JSON_TYPE, body: '[1]' }],
    ['JSON that is null', { headers: JSON_TYPE, body: 'null' }],
    ['broken JSON', { headers: JSON_TYPE, body: '{' }],
    ['text', { body: 'text' }],
    // Parsers go by the type: none would find a field in it.
    ['JSON as text', { body: '{"cart":7}' }],
    ['bytes', { body: new Uint8Array([123, 125]) }],
    ['a file', { body: new Blob(['{}'], { type: 'image/png' }) }],
    ['a broken form', { body: 'text', headers: { 'content-type': 'multipart/form-data; boundary=b' } }],
  ])('%s has no room for it, and headers are used', async (_, init) => {
    const arrivals = await sendTwice(init);
    expect(arrivals.map(({ id }) => id)).toEqual(['event-1', 'event-2']);
    const sent = await new Response(init.body ?? '').arrayBuffer();
    for (const { body } of arrivals) expect(body).toEqual(Buffer.from(sent));
  });

  test('a sealed result goes with it', async () => {
    const { url, arrivals } = await startRecorder();
    const agent = () => ({ requestId: 'id', sealedResult: 'noXc7+/=' });
    const send = createFingerprintFetch({ agent, place: 'body' });
    await send(url, { method: 'POST', headers: JSON_TYPE, body: '{}' });
    expect(JSON.parse(`${arrivals[0]?.body}`)).toEqual({ eventId: 'id', sealedResult: 'noXc7+/=' });
  });

  test('a second try has nothing of the first, whose result alone was sealed', async () => {
    const { url, arrivals } = await startRecorder(() => NEW_EVENT);
    const sealed = [{ requestId: 'one', sealedResult: 'noXc7+/=' }, { requestId: 'two' }];
    const send = createFingerprintFetch({ agent: () => sealed.shift() as object, place: 'body' });
    const body = new FormData();
    body.append('tag', 'one');
    await send(url, { method: 'POST', body });
    const forms = await Promise.all(
      arrivals.map(async (arrival) => Object.fromEntries(await formOf(arrival))),
    );
    expect(forms).toEqual([
      { tag: 'one', eventId: 'one', sealedResult: 'noXc7+/=' },
      { tag: 'one', eventId: 'two' },
    ]);
  });
});
