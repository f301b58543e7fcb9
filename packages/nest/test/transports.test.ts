import type { AddressInfo, Server } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import {
  type ArgumentsHost,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientProxyFactory,
  MessagePattern,
  type MicroserviceOptions,
  Payload,
  Transport,
} from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { lastValueFrom, throwError } from 'rxjs';
import { WebSocket } from 'undici';
import { FingerprintGuard, isFingerprintDenied, RequireFingerprint } from '../src/index.js';
import { create } from './platforms.js';
import { appOf, openShop, type Shop } from './shop.js';

let shop: Shop;
/** The errors that calls threw. */
const thrown: unknown[] = [];
beforeEach(async () => {
  thrown.splice(0);
  shop = await openShop();
});
const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
  await shop.close();
});

/** Answers with what was thrown. */
@Catch()
class Tell implements ExceptionFilter {
  catch(exception: Error, host: ArgumentsHost) {
    thrown.push(exception);
    if (host.getType() === 'rpc') return throwError(() => ({ message: exception.message }));
    return host
      .switchToWs()
      .getClient<WebSocket>()
      .send(JSON.stringify({ told: exception.message }));
  }
}

/** Takes the event's ID from a message. */
class Messages extends FingerprintGuard {
  protected override getRequest(context: ExecutionContext) {
    return { method: 'POST', url: '/', headers: {}, body: context.switchToRpc().getData() };
  }
}

@Controller()
class Orders {
  @MessagePattern('unjudged') @UseFilters(Tell) @RequireFingerprint() unjudged() {
    return 'handled';
  }
  @MessagePattern('judged') @RequireFingerprint() @UseGuards(Messages) judged(@Payload() message: object) {
    return { handled: Object.keys(message) };
  }
}

test('a message of a microservice is a clear error, unless a guard knows its request', async () => {
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(
    appOf(shop, { controllers: [Orders] }),
    { logger: false, transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } },
  );
  endings.push(() => app.close());
  await app.listen();
  const { port } = app.unwrap<Server>().address() as AddressInfo;
  const client = ClientProxyFactory.create({
    transport: Transport.TCP,
    options: { host: '127.0.0.1', port },
  });
  endings.push(() => client.close());
  const ask = (pattern: string, message: object) => lastValueFrom(client.send(pattern, message));

  await expect(ask('unjudged', {})).rejects.toMatchObject({
    message: expect.stringMatching(/^Orders\.unjudged .*'rpc'.*getRequest/),
  });
  expect(thrown).toMatchObject([{ code: 'ERR_FP_CONTEXT' }]);
  expect(shop.decisions).toEqual([]);

  await expect(ask('judged', {})).rejects.toMatchObject({ code: 'fingerprint_denied', status: 403 });
  const { eventId } = await shop.emulator.createEvent();
  expect(await ask('judged', { eventId })).toEqual({ handled: ['eventId'] });
  await expect(ask('judged', { eventId })).rejects.toMatchObject({ code: 'fingerprint_denied' });
});

/** Takes the event's ID from the request that opened the socket. */
class Sockets extends FingerprintGuard {
  protected override getRequest(context: ExecutionContext) {
    return context.switchToWs().getClient().opening;
  }
}

@WebSocketGateway()
@UseFilters(Tell)
class Chat {
  handleConnection(client: object, opening: object) {
    Object.assign(client, { opening });
  }
  @SubscribeMessage('unjudged') @RequireFingerprint() unjudged() {
    return { event: 'handled' };
  }
  @SubscribeMessage('judged') @RequireFingerprint() @UseGuards(Sockets) judged() {
    return { event: 'handled' };
  }
}

test('a message over a socket is a clear error, unless a guard knows its request, and needs an event of its own', async () => {
  const app = await create(appOf(shop, { providers: [Chat] }), new ExpressAdapter());
  endings.push(() => app.close());
  app.useWebSocketAdapter(new WsAdapter(app));
  await app.listen(0, '127.0.0.1');
  const { eventId } = await shop.emulator.createEvent('honest', { ip_address: '127.0.0.1' });
  const url = (await app.getUrl()).replace('http', 'ws');
  const socket = new WebSocket(`${url}/?eventId=${eventId}`);
  endings.push(() => socket.close());
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  const ask = (event: string) =>
    new Promise((resolve) => {
      socket.onmessage = ({ data }) => resolve(JSON.parse(data));
      socket.send(JSON.stringify({ event, data: {} }));
    });

  expect(await ask('unjudged')).toEqual({
    told: expect.stringMatching(/^Chat\.unjudged .*'ws'.*getRequest/),
  });
  expect(thrown).toMatchObject([{ code: 'ERR_FP_CONTEXT' }]);
  expect(await ask('judged')).toEqual({ event: 'handled' });
  expect(await ask('judged')).toEqual({ told: 'Forbidden' });
  expect(isFingerprintDenied(thrown[1])).toBe(true);
});
