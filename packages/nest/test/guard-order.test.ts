import type { Decision } from '@fingerprint-guard/core';
import { beforeEach, expect } from '@jest/globals';
import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { FingerprintGuard, RequireFingerprint } from '../src/index.js';
import { appOf, onEach } from './shop.js';

/** The values that the other guard found on requests. */
const found: (string | undefined)[] = [];
beforeEach(() => void found.splice(0));

/** Another guard: it lets signed-in users pass, and records what it finds. */
@Injectable()
class SignedIn implements CanActivate {
  canActivate(context: ExecutionContext) {
    const request = context.switchToHttp().getRequest<{ headers: object; fingerprint?: Decision }>();
    found.push(request.fingerprint?.action);
    return 'authorization' in request.headers;
  }
}

@Controller()
class Handlers {
  // Nest runs the guards of the lower decorator first.
  @Get('first') @UseGuards(SignedIn) @RequireFingerprint() first() {}
  @Get('second') @RequireFingerprint() @UseGuards(SignedIn) second() {}
}

@Controller('class')
@UseGuards(SignedIn)
class ByClass {
  @Get() @RequireFingerprint() handle() {}
}

@Controller('plain')
class Plain {
  @Get() @RequireFingerprint() handle() {}
}

const controllers = [Handlers, ByClass, Plain];
const asGlobal = (...guards: Type[]) => guards.map((useClass) => ({ provide: APP_GUARD, useClass }));

onEach('guards run in the order of Nest, and later ones find the decision', async (shop, platform) => {
  const plain = appOf(shop, { controllers });
  const before = appOf(shop, { controllers, providers: asGlobal(SignedIn, FingerprintGuard) });
  const after = appOf(shop, { controllers, providers: asGlobal(FingerprintGuard, SignedIn) });
  const ways = [
    [plain, '/first', 'allow'],
    [plain, '/second', undefined],
    [plain, '/class', undefined],
    [before, '/plain', undefined],
    [after, '/plain', 'allow'],
  ] as const;
  for (const [module, path, finds] of ways) {
    const url = await shop.listen(platform, module);
    const headers = { ...(await shop.visit()), authorization: 'yes' };
    expect((await fetch(url + path, { headers })).status).toBe(200);
    expect(found.splice(0)).toEqual([finds]);
  }
});

onEach('a request that an earlier guard blocks costs no call and no event', async (shop, platform) => {
  const url = await shop.listen(platform, appOf(shop, { controllers }));
  const visit = await shop.visit();
  expect((await fetch(`${url}/second`, { headers: visit })).status).toBe(403);
  expect(shop.emulator.requests()).toEqual([]);
  const headers = { ...visit, authorization: 'yes' };
  expect((await fetch(`${url}/second`, { headers })).status).toBe(200);
});

onEach('a request that this guard blocks reaches no later guard', async (shop, platform) => {
  const url = await shop.listen(platform, appOf(shop, { controllers }));
  expect((await fetch(`${url}/first`, { headers: { authorization: 'yes' } })).status).toBe(403);
  expect(found).toEqual([]);
});
