import { expect } from '@jest/globals';
import { Controller, type ExecutionContext, Get, Injectable } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { FingerprintGuard, RequireFingerprint, type Requirement } from '../src/index.js';
import { appOf, onEach } from './shop.js';

@Controller()
class Handlers {
  @Get() @RequireFingerprint() required() {
    return 'handled';
  }
}

@Injectable()
class Lenient extends FingerprintGuard {
  protected override getRequirement(context: ExecutionContext): Requirement | undefined {
    const requirement = super.getRequirement(context);
    return requirement && { ...requirement, policy: 'private' };
  }
  protected override async handleBlocked(...[, { decision }]: Parameters<FingerprintGuard['handleBlocked']>) {
    return decision.reasons.every(({ rule }) => rule === 'incognito');
  }
}

onEach('a subclass at APP_GUARD judges in place of the decorator', async (shop, platform) => {
  const global = { provide: APP_GUARD, useClass: Lenient };
  const url = await shop.listen(platform, appOf(shop, { controllers: [Handlers], providers: [global] }));
  expect((await fetch(url, { headers: await shop.visit('incognito') })).status).toBe(200);
  expect(shop.decisions).toMatchObject([{ policy: 'private', blocked: true }]);
  expect((await fetch(url, { headers: await shop.visit('bad-bot') })).status).toBe(403);
  expect(shop.decisions).toHaveLength(2);
});

@Injectable()
class FindsNothing extends FingerprintGuard {
  protected override getRequirement() {
    return undefined;
  }
}

onEach('a guard that finds nothing required leaves the call to the decorator', async (shop, platform) => {
  const global = { provide: APP_GUARD, useClass: FindsNothing };
  const url = await shop.listen(platform, appOf(shop, { controllers: [Handlers], providers: [global] }));
  expect((await fetch(url)).status).toBe(403);
});
