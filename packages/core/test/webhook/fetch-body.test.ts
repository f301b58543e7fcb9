import { expect, test } from '@jest/globals';
import { receiveFetch, type WebhookReceiver } from '../../src/fetch.js';
import { endless } from '../support/endless.js';

/** Accepts everything, and keeps it. */
function receiver() {
  const received: Parameters<WebhookReceiver>[0][] = [];
  const receive: WebhookReceiver = async (delivery) => {
    received.push(delivery);
    return { outcome: 'kept', status: 204, headers: {} };
  };
  return { receive, received };
}

const ADVICE = 'read it later';
const requestOf = (body: ReadableStream | string) =>
  new Request('https://shop.example/webhook', { method: 'POST', body, duplex: 'half' } as RequestInit);

test('at most a megabyte of a delivery is held, and the rest is not read', async () => {
  const { receive, received } = receiver();
  const { stream, state } = endless();
  const answer = await receiveFetch(receive, { request: requestOf(stream), kept: undefined, advice: ADVICE });
  expect(answer).toMatchObject({ outcome: 'too-large', status: 413 });
  expect(received).toEqual([]);
  expect(state.bytes).toBeLessThan(1.5 * 1024 * 1024);
  expect(state.cancelled).toBe(true);
});

test('a body that was kept counts even if the request was read; without one, the error says what to do', async () => {
  const { receive, received } = receiver();
  const request = requestOf('{}');
  await request.text();
  await receiveFetch(receive, { request, kept: '', advice: ADVICE });
  expect(received).toEqual([{ body: '', signature: undefined }]);
  await expect(receiveFetch(receive, { request, kept: undefined, advice: ADVICE })).rejects.toMatchObject({
    code: 'ERR_FP_RAW_BODY',
    message: expect.stringContaining(ADVICE),
  });
});
