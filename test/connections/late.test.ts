import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Decision } from '@fingerprint-guard/core';
import { expect, test } from '@jest/globals';
import { eachTest } from '../support/shop.js';
import { SHOPS } from './shops.js';

const shop = eachTest();

/** Something asynchronous that comes before the framework: it waits until the client has left, if that is told. */
async function open(build: (typeof SHOPS)[string], leaves: boolean) {
  const handled: (Decision | undefined)[] = [];
  const listener = await build(shop.guard(), (decision) => void handled.push(decision));
  const server = createServer(async (request, response) => {
    if (leaves) await once(request.socket, 'close');
    listener(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  shop.endings.push(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  return { handled, port: (server.address() as AddressInfo).port };
}

test.each(Object.entries(SHOPS))(
  '%s: the address of a client that left before the framework was reached is known',
  async (_name, build) => {
    const { handled, port } = await open(build, true);
    const decided = new Promise<void>((resolve) => {
      const push = shop.decisions.push.bind(shop.decisions);
      shop.decisions.push = (...decisions) => {
        resolve();
        return push(...decisions);
      };
    });
    const headers = Object.entries({ ...(await shop.visit()), host: 'shop.example', 'content-length': '0' });
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    connect(port, '127.0.0.1').end(`POST / HTTP/1.1\r\n${lines}\r\n`);
    await decided;
    expect(shop.decisions[0]).toMatchObject({ blocked: true, reasons: [{ rule: 'client-gone' }] });
    expect(shop.decisions[0]?.signals.clientIp).toBe('127.0.0.1');
    expect(handled).toEqual([]);
  },
);

test.each(Object.entries(SHOPS))('%s: one that waits is handled', async (_name, build) => {
  const { handled, port } = await open(build, false);
  const answer = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', headers: await shop.visit() });
  expect(answer.status).toBe(200);
  expect(handled[0]?.signals).toMatchObject({ clientIp: '127.0.0.1', clientGone: false });
});
