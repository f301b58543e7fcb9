import type { GuardPolicies } from '@fingerprint-guard/core';
import { expect } from '@jest/globals';
import { Body, Controller, Get, Inject, Post } from '@nestjs/common';
import { FingerprintService, RequireFingerprint } from '../src/index.js';
import { appOf, onEach } from './shop.js';

onEach('policies change by the service; the names that decorators require stay', async (shop, platform) => {
  @Controller()
  class Route {
    constructor(@Inject(FingerprintService) readonly fingerprint: FingerprintService) {}
    @Get()
    @RequireFingerprint('private')
    handle() {
      return 'handled';
    }
    @Post('policies')
    change(@Body() policies: GuardPolicies) {
      this.fingerprint.setPolicies(policies);
    }
  }
  const url = await shop.listen(platform, appOf({ options: shop.options }, { controllers: [Route] }));
  const put = async (policies: GuardPolicies) => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(`${url}/policies`, { method: 'POST', headers, body: JSON.stringify(policies) }))
      .status;
  };
  const visit = async () => (await fetch(url, { headers: await shop.visit('incognito') })).status;

  expect(await visit()).toBe(403);
  expect(await put({ policies: {} })).toBe(500);
  expect(await visit()).toBe(403);
  expect(await put({ policies: { private: {} } })).toBe(201);
  expect(await visit()).toBe(200);
  expect(shop.decisions.at(-1)?.request.route).toBe('Route.handle');
});
