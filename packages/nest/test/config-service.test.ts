import { createServer, type Server } from 'node:net';
import { createRedisReplayStore } from '@fingerprint-guard/redis';
import { guardDeciding } from '@fingerprint-guard/testing';
import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import { type ArgumentsHost, Catch, Controller, type ExceptionFilter, Module, Post } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { APP_FILTER } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { Redis } from 'ioredis';
import {
  FINGERPRINT_GUARD,
  FingerprintDeniedException,
  FingerprintModule,
  type FingerprintModuleAsyncOptions,
  RequireFingerprint,
} from '../src/index.js';
import { create } from './platforms.js';
import { onEach, type Shop } from './shop.js';

/** What is used of the response of either platform. */
interface Reply {
  status(status: number): Reply;
  set?(headers: Record<string, string>): Reply;
  headers?(headers: Record<string, string>): Reply;
  send(body: object): unknown;
}

@Catch(FingerprintDeniedException)
class OwnForm implements ExceptionFilter<FingerprintDeniedException> {
  catch({ problem, decision }: FingerprintDeniedException, host: ArgumentsHost) {
    const reply = host.switchToHttp().getResponse<Reply>().status(problem.status);
    (reply.set?.(problem.headers) ?? reply.headers?.(problem.headers))?.send({
      ...problem.body,
      of: decision.id,
    });
  }
}

@Controller('login')
class Login {
  @Post() @RequireFingerprint() create() {
    return 'handled';
  }
}

/** An application whose options come from `ConfigService`, which reads these variables. */
function appWith(variables: Record<string, string>, way?: FingerprintModuleAsyncOptions) {
  @Module({
    imports: [
      FingerprintModule.forRootAsync({
        imports: [
          ConfigModule.forRoot({ ignoreEnvFile: true, ignoreEnvVars: true, load: [() => variables] }),
        ],
        inject: [ConfigService],
        useFactory: (config: ConfigService) => ({
          apiKey: config.getOrThrow<string>('API_KEY'),
          baseUrl: config.getOrThrow<string>('API_URL'),
          logger: false as const,
        }),
        ...way,
      }),
    ],
    controllers: [Login],
    providers: [{ provide: APP_FILTER, useClass: OwnForm }],
  })
  class App {}
  return App;
}

const variablesOf = ({ emulator }: Shop) => ({ API_KEY: emulator.secretApiKey, API_URL: emulator.url });

describe('options from ConfigService', () => {
  onEach('with a filter for the answer', async (shop, platform) => {
    const url = await shop.listen(platform, appWith(variablesOf(shop)));
    const post = async (headers: HeadersInit = {}) => fetch(`${url}/login`, { method: 'POST', headers });
    expect((await post(await shop.visit())).status).toBe(201);
    const denied = await post(await shop.visit('bad-bot'));
    expect(denied.status).toBe(403);
    expect(denied.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const body = await denied.json();
    expect(body).toEqual({
      type: expect.any(String),
      title: expect.any(String),
      status: 403,
      code: 'fingerprint_denied',
      decisionId: body.of,
      of: expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect(await (await post()).json()).toMatchObject({ code: 'fingerprint_denied', retry: 'new-event' });
  });

  onEach('that are missing make the start fail', async (_shop, platform) => {
    await expect(create(appWith({}), platform.adapter())).rejects.toThrow(/API_KEY/);
  });
});

describe('a guard that a test puts in place of theirs', () => {
  let server: Server;
  let connections = 0;

  beforeEach(async () => {
    connections = 0;
    server = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

  /** Options with a replay store on Redis, which connects as soon as it is made. */
  const onRedis = (): FingerprintModuleAsyncOptions => ({
    inject: [ConfigService],
    useFactory: async (config: ConfigService) => {
      const { port } = server.address() as { port: number };
      const client = new Redis(port, '127.0.0.1', { retryStrategy: () => null }).on('error', () => {});
      await new Promise<void>((resolve) => client.once('end', resolve));
      return {
        apiKey: config.getOrThrow<string>('API_KEY'),
        replayStore: createRedisReplayStore({ client }),
        logger: false as const,
      };
    },
  });

  onEach('reads no variable and connects to no Redis', async (shop, platform) => {
    await expect(create(appWith({}, onRedis()), platform.adapter())).rejects.toThrow(/API_KEY/);
    expect(connections).toBe(1);

    const testing = await Test.createTestingModule({ imports: [appWith({}, onRedis())] })
      .overrideProvider(FINGERPRINT_GUARD)
      .useValue(guardDeciding('deny'))
      .compile();
    const app = testing.createNestApplication(platform.adapter(), { logger: false });
    shop.endings.push(() => app.close());
    await app.listen(0, '127.0.0.1');
    expect((await fetch(`${await app.getUrl()}/login`, { method: 'POST' })).status).toBe(403);
    expect(connections).toBe(1);
  });
});
