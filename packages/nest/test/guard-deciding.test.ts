import type { Decision, FingerprintGuard } from '@fingerprint-guard/core';
import { guardDeciding } from '@fingerprint-guard/testing';
import { expect, test } from '@jest/globals';
import { Controller, type MiddlewareConsumer, Module, Post } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  FINGERPRINT_GUARD,
  FingerprintDecision,
  FingerprintMiddleware,
  FingerprintModule,
  RequireFingerprint,
} from '../src/index.js';
import { type Platform, platforms } from './platforms.js';

@Controller('session')
class SessionController {
  @Post()
  @RequireFingerprint('login', { passChallenge: true })
  create(@FingerprintDecision() decision: Decision) {
    return { handled: decision.action, private: decision.signals.incognito };
  }
  @Post('open') open(@FingerprintDecision() decision: Decision) {
    return { handled: decision.action, private: decision.signals.incognito };
  }
}

/** An application as it runs: its key is not there where tests run. */
@Module({
  imports: [FingerprintModule.forRoot({ apiKey: undefined, policies: { login: {} } })],
  controllers: [SessionController],
})
class AppModule {
  configure(consumer: MiddlewareConsumer) {
    consumer.apply(FingerprintMiddleware).forRoutes('session/open');
  }
}

async function start(platform: Platform, guard: FingerprintGuard) {
  const testing = await Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(FINGERPRINT_GUARD)
    .useValue(guard)
    .compile();
  const app = testing.createNestApplication(platform.adapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  return app;
}

async function ask(platform: Platform, guard: FingerprintGuard, path = '/session') {
  const app = await start(platform, guard);
  const response = await fetch((await app.getUrl()) + path, { method: 'POST' });
  const answer = { status: response.status, body: await response.json() };
  await app.close();
  return answer;
}

test.each(platforms)('$name: a handler is tested by one line for each verdict', async (platform) => {
  const handled = (action: string) => ({ status: 201, body: { handled: action, private: false } });
  expect(await ask(platform, guardDeciding('allow'))).toEqual(handled('allow'));
  expect(await ask(platform, guardDeciding('challenge'))).toEqual(handled('challenge'));
  expect(await ask(platform, guardDeciding('deny'))).toMatchObject({
    status: 403,
    body: { code: 'fingerprint_denied' },
  });
  const attached = guardDeciding('deny', { signals: { incognito: true } });
  expect(await ask(platform, attached, '/session/open')).toEqual({
    status: 201,
    body: { handled: 'deny', private: true },
  });
});

test.each(platforms)('$name: a guard put in by a test outlives the application', async (platform) => {
  const guard = guardDeciding('allow');
  expect((await ask(platform, guard)).status).toBe(201);
  expect((await ask(platform, guard)).status).toBe(201);
});

test('a guard put in by a test finds the policies it was not told of', async () => {
  const [platform] = platforms;
  if (platform === undefined) throw new Error('no platform');
  await expect(start(platform, guardDeciding('allow', { policies: { pay: {} } }))).rejects.toMatchObject({
    code: 'ERR_FP_UNKNOWN_POLICY',
  });
});

test('without a stub, an application without a key does not start', async () => {
  const testing = Test.createTestingModule({ imports: [AppModule] });
  await expect(testing.compile()).rejects.toMatchObject({ code: 'ERR_FP_OPTION' });
});
