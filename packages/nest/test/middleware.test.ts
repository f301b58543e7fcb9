import type { Decision } from '@fingerprint-guard/core';
import { expect } from '@jest/globals';
import { Body, Controller, Inject, type MiddlewareConsumer, Module, Post, Req } from '@nestjs/common';
import {
  FingerprintDecision,
  FingerprintMiddleware,
  FingerprintModule,
  FingerprintService,
  type NativeRequest,
  RequireFingerprint,
} from '../src/index.js';
import { onEach, type Shop } from './shop.js';

@Controller()
class Handlers {
  constructor(@Inject(FingerprintService) private readonly fingerprint: FingerprintService) {}

  @Post('open') open(@FingerprintDecision() decision: Decision | undefined, @Req() request: NativeRequest) {
    expect((request as { fingerprint?: Decision }).fingerprint).toBe(decision);
    return { eventId: decision?.signals.eventId, blocked: decision?.blocked };
  }
  @Post('excluded') excluded(@FingerprintDecision() decision?: Decision) {
    return { attached: decision !== undefined };
  }
  @Post('required') @RequireFingerprint() required(@FingerprintDecision() decision: Decision) {
    return { reused: decision.signals.reused };
  }
  @Post('again') @RequireFingerprint() async again(@Req() request: NativeRequest) {
    const { blocked, policy, signals } = await this.fingerprint.check(request, 'private');
    return { blocked, policy, reused: signals.reused };
  }
  @Post('alone') async alone(@Req() { method, url, headers }: NativeRequest, @Body() body: unknown) {
    const { blocked, signals } = await this.fingerprint.check({
      method,
      url,
      headers,
      body,
      ip: '127.0.0.1',
    });
    return { blocked, clientIp: signals.clientIp };
  }
}

function appOf(shop: Shop) {
  @Module({ imports: [FingerprintModule.forRoot(shop.options)], controllers: [Handlers] })
  class App {
    configure(consumer: MiddlewareConsumer) {
      consumer.apply(FingerprintMiddleware).exclude('excluded').forRoutes(Handlers);
    }
  }
  return App;
}

function sender(url: string) {
  return async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: answer.status, body: await answer.json() };
  };
}

onEach('attaches once the body is parsed, and blocks nothing', async (shop, platform) => {
  const send = sender(await shop.listen(platform, appOf(shop)));
  const { eventId } = await shop.emulator.createEvent('bad-bot', { ip_address: '127.0.0.1' });
  const answer = await send('/open', { eventId });
  expect(answer).toEqual({ status: 201, body: { eventId, blocked: false } });
  expect(shop.decisions[0]?.signals.reused).toBeUndefined();
  expect(shop.decisions[0]?.signals.clientIp).toBe('127.0.0.1');
});

onEach('keeps to the routes it is applied to', async (shop, platform) => {
  const send = sender(await shop.listen(platform, appOf(shop)));
  const { eventId } = await shop.emulator.createEvent();
  expect((await send('/excluded', { eventId })).body).toEqual({ attached: false });
  expect(shop.emulator.requests()).toEqual([]);
});

onEach('shares one lookup and one claim with guarded handlers', async (shop, platform) => {
  const send = sender(await shop.listen(platform, appOf(shop)));
  const { eventId } = await shop.emulator.createEvent('honest', { ip_address: '127.0.0.1' });
  expect(await send('/required', { eventId })).toEqual({ status: 201, body: { reused: false } });
  expect(shop.decisions).toHaveLength(2);
  expect(shop.emulator.requests()).toHaveLength(1);
  expect((await send('/required', { eventId })).status).toBe(403);
});

onEach('the service shares them too, given the native request', async (shop, platform) => {
  const send = sender(await shop.listen(platform, appOf(shop)));
  const { eventId } = await shop.emulator.createEvent('honest', { ip_address: '127.0.0.1' });
  const body = { blocked: false, policy: 'private', reused: false };
  expect(await send('/again', { eventId })).toEqual({ status: 201, body });
  expect(shop.emulator.requests()).toHaveLength(1);
});

onEach('the service takes plain data', async (shop, platform) => {
  const send = sender(await shop.listen(platform, appOf(shop)));
  const body = { blocked: true, clientIp: '127.0.0.1' };
  expect(await send('/alone', {})).toEqual({ status: 201, body });
});
