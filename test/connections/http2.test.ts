import { once } from 'node:events';
import {
  type ClientHttp2Session,
  connect,
  constants,
  createServer,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Decision, FingerprintGuardOptions } from '@fingerprint-guard/core';
import { describe, expect, test } from '@jest/globals';
import { eachTest } from '../support/shop.js';
import { HTTP2_SHOPS } from './shops.js';

const shop = eachTest();
type Build = (typeof HTTP2_SHOPS)[string];

/** A shop over HTTP/2, a client of it, and what happened at the server. */
async function open(build: Build, more: Partial<FingerprintGuardOptions> = {}) {
  const handled: (Decision | undefined)[] = [];
  const streams: ServerHttp2Stream[] = [];
  const server = createServer(
    (await build(shop.guard(more), (decision) => void handled.push(decision))) as never,
  );
  server.on('stream', (stream) => void streams.push(stream));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  client.on('error', () => {});
  shop.endings.push(async () => {
    client.destroy();
    await new Promise((closed) => server.close(closed));
  });
  return { handled, streams, client };
}

const request = (client: ClientHttp2Session, headers: OutgoingHttpHeaders, body?: string) => {
  const stream = client.request(
    { ':method': 'POST', ':path': '/', ...headers },
    { endStream: body === undefined },
  );
  stream.on('error', () => {});
  if (body !== undefined) stream.end(body);
  return stream;
};

/** The status of an answer. */
async function ask(
  client: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  body?: string,
): Promise<unknown> {
  const stream = request(client, headers, body);
  const [answer] = await once(stream, 'response');
  stream.resume();
  return answer[':status'];
}

describe.each(Object.entries(HTTP2_SHOPS))('%s over HTTP/2', (name, build) => {
  test.each([
    ['resets its stream', (stream: ReturnType<typeof request>) => stream.close(constants.NGHTTP2_CANCEL)],
    ['closes its connection', (_stream: unknown, client: ClientHttp2Session) => client.destroy()],
    [
      'resets its connection',
      (_stream: unknown, client: ClientHttp2Session) => void client.socket.resetAndDestroy(),
    ],
  ])('a client that %s while it is judged is not handled', async (_what, leave) => {
    let whileJudged = async () => {};
    const replayStore = {
      async claim() {
        await whileJudged();
        return true;
      },
    };
    const { handled, streams, client } = await open(build, { replayStore });
    expect(await ask(client, await shop.visit())).toBe(200);
    expect(handled[0]?.signals).toMatchObject({ clientIp: '127.0.0.1', clientGone: false });

    const headers = await shop.visit();
    const decided = new Promise<void>((resolve) => {
      whileJudged = async () => {
        const [atServer] = streams.slice(-1);
        const closed = atServer && once(atServer, 'close').catch(() => {});
        leave(stream, client);
        await closed;
        resolve();
      };
    });
    const stream = request(client, headers);
    await decided;
    await new Promise(setImmediate);
    expect(shop.decisions.at(-1)).toMatchObject({ blocked: true, reasons: [{ rule: 'client-gone' }] });
    expect(shop.decisions.at(-1)?.signals.clientIp).toBe('127.0.0.1');
    expect(handled).toHaveLength(1);
  });

  test('an OPTIONS with a body that nothing announces is no preflight', async () => {
    const { handled, client } = await open(build);
    const headers = {
      ':method': 'OPTIONS',
      origin: 'https://shop.example',
      'access-control-request-method': 'POST',
    };
    expect(await ask(client, headers, '{"password":"guess"}')).toBe(403);
    expect(handled).toEqual([]);
    // Where a route is found, there is nothing to exempt.
    expect(await ask(client, headers)).toBe(name === 'Fastify' ? 403 : 200);
  });
});
