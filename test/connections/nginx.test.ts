import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Decision, FingerprintGuardOptions } from '@fingerprint-guard/core';
import { expect, test } from '@jest/globals';
import { nginx, startProxy } from '../support/nginx.js';
import { describeWith } from '../support/requirements.js';
import { eachTest } from '../support/shop.js';
import { SHOPS } from './shops.js';

const FORGED = '198.51.100.66';
const NEAR = { policy: { rules: { 'ip-mismatch': ['deny', { tolerance: 'same-network' }] } } } as const;

describeWith(nginx, 'behind nginx', (program) => {
  const shop = eachTest();

  /** A shop behind nginx, over TCP or a Unix socket. */
  async function open(
    build: (typeof SHOPS)[string],
    over: 'tcp' | 'unix',
    more: Partial<FingerprintGuardOptions>,
  ) {
    const handled: (Decision | undefined)[] = [];
    const sockets: Socket[] = [];
    const server = createServer(await build(shop.guard(more), (decision) => void handled.push(decision))).on(
      'connection',
      (socket) => void sockets.push(socket),
    );
    const folder = await mkdtemp(join(tmpdir(), 'shop-'));
    server.listen(over === 'unix' ? { path: join(folder, 'http') } : { port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    const upstream =
      over === 'unix'
        ? `http://unix:${join(folder, 'http')}`
        : `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const proxy = await startProxy(program, upstream);
    shop.endings.push(async () => {
      await proxy.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await rm(folder, { recursive: true });
    });
    return { handled, sockets, url: proxy.url };
  }

  const send = (url: string, headers: Record<string, string>) =>
    fetch(url, { method: 'POST', headers: { 'x-forwarded-for': FORGED, ...headers } });

  for (const [name, build] of Object.entries(SHOPS)) {
    test.each([
      ['unix', ['unix'], '127.0.0.1'],
      ['unix', ['10.0.0.0/8'], undefined],
      ['tcp', ['127.0.0.0/30'], FORGED],
      ['tcp', ['unix'], '127.0.0.1'],
    ] as const)(
      `${name}: over %s, where %j are trusted, the client is %s`,
      async (over, trustedProxies, expected) => {
        const { url, handled } = await open(build, over, { clientIp: { trustedProxies } });
        expect((await send(url, await shop.visit())).status).toBe(200);
        expect(handled[0]?.signals.clientIp).toBe(expected);
      },
    );

    test.each(['tcp', 'unix'] as const)(
      `${name}: over %s, a client that leaves is not handled, and forges no address`,
      async (over) => {
        let whileJudged = async () => {};
        const replayStore = {
          async claim() {
            await whileJudged();
            return true;
          },
        };
        const clientIp = { trustedProxies: ['unix', '127.0.0.2'] };
        const { url, handled, sockets } = await open(build, over, { ...NEAR, replayStore, clientIp });
        expect((await send(url, await shop.visit())).status).toBe(200);

        // Stolen, from the address that the thief writes.
        const { eventId } = await shop.emulator.createEvent('honest', { ip_address: FORGED });
        const headers = [
          `host: shop.example`,
          `x-fingerprint-event-id: ${eventId}`,
          `x-forwarded-for: ${FORGED}`,
        ];
        const client = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {});
        const decided = new Promise<void>((resolve) => {
          whileJudged = async () => {
            const [upstream] = sockets.slice(-1);
            const closed = upstream && once(upstream, 'close');
            client.resetAndDestroy();
            await closed;
            resolve();
          };
        });
        client.write(`POST / HTTP/1.1\r\n${headers.join('\r\n')}\r\ncontent-length: 0\r\n\r\n`);
        await decided;
        await new Promise(setImmediate);
        const decision = shop.decisions.at(-1);
        expect(decision?.blocked).toBe(true);
        expect(decision?.signals).toMatchObject({ clientGone: true, clientIp: '127.0.0.1' });
        expect(decision?.reasons.map(({ rule }) => rule)).toEqual(['client-gone', 'ip-mismatch']);
        expect(handled).toHaveLength(1);
      },
    );
  }
});
