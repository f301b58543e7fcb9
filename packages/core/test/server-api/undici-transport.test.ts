import { describe, expect, test } from '@jest/globals';
import type { Dispatcher } from 'undici';
import { createUndiciTransport } from '../../src/server-api/undici-transport.js';
import { promises } from '../support/promises.js';

const REQUEST = { method: 'GET', path: '/v4/events/e', headers: {}, isRepeatable: true } as const;
const CONTROLLER = { abort() {} } as unknown as Dispatcher.DispatchController;

/** Requests whose answers the test lets arrive. */
function underWay(count: number) {
  const handlers: Dispatcher.DispatchHandler[] = [];
  const dispatcher = {
    dispatch: (_options: unknown, handler: Dispatcher.DispatchHandler) => handlers.push(handler) > 0,
  } as unknown as Dispatcher;
  const { transport } = createUndiciTransport(new URL('http://api.example'), dispatcher);
  const answered: number[] = [];
  const requests = Array.from({ length: count }, async (_, at) => {
    const { status } = await transport(REQUEST, new AbortController().signal);
    answered.push(at);
    return status;
  });
  const arrive = (at: number) => {
    handlers[at]?.onRequestStart?.(CONTROLLER, {});
    handlers[at]?.onResponseStart?.(CONTROLLER, 200, {});
    handlers[at]?.onResponseEnd?.(CONTROLLER, {});
  };
  const fail = (at: number) => handlers[at]?.onResponseError?.(CONTROLLER, new Error('late'));
  return { arrive, fail, answered, requests };
}

describe('an answer', () => {
  test('waits for those of other requests that arrive in the same turn', async () => {
    const { arrive, answered, requests } = underWay(2);
    for (const at of [1, 0]) {
      arrive(at);
      await promises();
      expect(answered).toEqual([]);
    }
    await Promise.all(requests);
    expect(answered).toEqual([1, 0]);
  });

  test('does not wait if its request is the only one', async () => {
    const { arrive, answered } = underWay(1);
    arrive(0);
    await promises();
    expect(answered).toEqual([0]);
  });

  test.each([1, 2])('counts, whatever fails after it, with %d under way', async (count) => {
    const { arrive, fail, requests } = underWay(count);
    for (let at = 0; at < count; at++) {
      arrive(at);
      fail(at);
    }
    expect(await Promise.all(requests)).toEqual(Array(count).fill(200));
  });
});
