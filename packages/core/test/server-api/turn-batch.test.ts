import { stat } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import type { Dispatcher } from 'undici';
import { createUndiciTransport } from '../../src/server-api/undici-transport.js';

const REQUEST = { method: 'GET', path: '/v4/events/e', headers: {}, isRepeatable: true } as const;

/** Requests whose answers the test lets arrive. */
function underWay(count: number) {
  const handlers: Dispatcher.DispatchHandler[] = [];
  const dispatcher = {
    dispatch: (_options: unknown, handler: Dispatcher.DispatchHandler) => handlers.push(handler) > 0,
  } as unknown as Dispatcher;
  const { transport } = createUndiciTransport(new URL('http://api.example'), dispatcher);
  const handedOver: number[] = [];
  const requests = Array.from({ length: count }, (_, at) =>
    transport(REQUEST, new AbortController().signal).then(() => handedOver.push(at)),
  );
  const arrive = (at: number) => {
    const [handler, controller] = [handlers[at], { abort() {} } as unknown as Dispatcher.DispatchController];
    handler?.onRequestStart?.(controller, {});
    handler?.onResponseStart?.(controller, 200, {});
    handler?.onResponseEnd?.(controller, {});
  };
  return { arrive, handedOver, requests };
}

/** Lets all promises advance that can, without any other event. */
const promises = () => new Promise<void>((resolve) => process.nextTick(resolve));

describe('answers of one turn of the event loop', () => {
  test('are handed over together, before any timer', async () => {
    const { arrive, handedOver, requests } = underWay(3);
    // Goes on where the event loop waits for files and sockets.
    await stat('.');
    const timer = new Promise<number[]>((resolve) => setTimeout(() => resolve([...handedOver]), 0));
    for (const at of [1, 0]) {
      arrive(at);
      await promises();
      expect(handedOver).toEqual([]);
    }
    await Promise.all([requests[0], requests[1]]);
    expect(handedOver).toEqual([1, 0]);
    expect(await timer).toEqual([1, 0]);
    arrive(2);
    await requests[2];
  });

  test('are handed over after everything else that they cause', async () => {
    const { arrive, handedOver, requests } = underWay(2);
    const before: number[][] = [];
    await stat('.');
    for (const at of [0, 1]) {
      arrive(at);
      // As undici does once an answer is complete, to send the next request.
      setImmediate(() => before.push([...handedOver]));
      await promises();
    }
    await Promise.all(requests);
    expect(before).toEqual([[], []]);
  });

  test('do not wait if there is one request', async () => {
    const { arrive, handedOver } = underWay(1);
    arrive(0);
    await promises();
    expect(handedOver).toEqual([0]);
  });
});
