import type { Decision, PolicyConfig } from '@fingerprint-guard/core';
import { describe, expect, test } from '@jest/globals';
import { Controller, Get, Module, Req } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import {
  FingerprintDecision,
  FingerprintGuard,
  RequireFingerprint,
  type RequireFingerprintOptions,
  SkipFingerprint,
} from '../src/index.js';
import { appOf, onEach } from './shop.js';

const inLine: PolicyConfig = Object.freeze({ rules: { incognito: 'challenge' as const } });
const options: RequireFingerprintOptions = Object.freeze({ passChallenge: true });
const policyOf = (decision?: Decision) => ({ policy: decision?.policy ?? 'none' });

@Controller('guarded')
@RequireFingerprint('bots')
class Guarded {
  @Get('by-class') byClass(@FingerprintDecision() decision?: Decision) {
    return policyOf(decision);
  }
  @Get('by-handler') @RequireFingerprint('private') byHandler(@FingerprintDecision() decision?: Decision) {
    return policyOf(decision);
  }
  @Get('by-module') @RequireFingerprint() byModule(@FingerprintDecision() decision?: Decision) {
    return policyOf(decision);
  }
  @Get('in-line')
  @RequireFingerprint(inLine, options)
  inLine(@FingerprintDecision() decision?: Decision) {
    return policyOf(decision);
  }
  @Get('skipped') @SkipFingerprint() skipped(@FingerprintDecision() decision?: Decision) {
    return policyOf(decision);
  }
}

@Controller('open')
@SkipFingerprint()
class Open {
  @Get() open(@FingerprintDecision() decision?: Decision) {
    return policyOf(decision);
  }
  @Get('undone') @RequireFingerprint() undone(@FingerprintDecision() decision?: Decision) {
    return policyOf(decision);
  }
}

@Controller('bare')
class Bare {
  @Get() bare(@FingerprintDecision() decision?: Decision) {
    return policyOf(decision);
  }
  @Get('same') @RequireFingerprint() same(
    @FingerprintDecision() decision: Decision,
    @Req() request: { fingerprint?: Decision },
  ) {
    return { same: request.fingerprint === decision };
  }
}

@Module({ controllers: [Guarded, Open, Bare] })
class Feature {}

const global = { provide: APP_GUARD, useClass: FingerprintGuard };

describe.each([
  ['alone', []],
  ['with APP_GUARD', [global]],
])('decorators %s', (_name, providers) => {
  onEach('a handler over its class over the module, in any module', async (shop, platform) => {
    const url = await shop.listen(platform, appOf(shop, { imports: [Feature], providers }));
    const ask = async (path: string) => {
      const answer = await fetch(url + path, { headers: await shop.visit() });
      return answer.json();
    };
    expect(await ask('/guarded/by-class')).toEqual({ policy: 'bots' });
    expect(await ask('/guarded/by-handler')).toEqual({ policy: 'private' });
    expect(await ask('/guarded/by-module')).toEqual({ policy: 'default' });
    expect(await ask('/guarded/in-line')).toEqual({ policy: 'inline' });
    expect(await ask('/open/undone')).toEqual({ policy: 'default' });
    expect(await ask('/bare/same')).toEqual({ same: true });
    // Two guards or three: each request was judged once.
    expect(shop.decisions).toHaveLength(6);
    expect(shop.emulator.requests()).toHaveLength(6);
  });

  onEach('block what the effective policy blocks', async (shop, platform) => {
    const url = await shop.listen(platform, appOf(shop, { imports: [Feature], providers }));
    const statusOf = async (path: string) =>
      (await fetch(url + path, { headers: await shop.visit('incognito') })).status;
    expect(await statusOf('/guarded/by-class')).toBe(200);
    expect(await statusOf('/guarded/by-handler')).toBe(403);
    // Its options go with the handler's decorator.
    expect(await statusOf('/guarded/in-line')).toBe(200);
    expect((await fetch(`${url}/open/undone`)).status).toBe(403);
    expect(shop.decisions).toHaveLength(4);
  });

  onEach('a skipped or undecorated handler makes no upstream call', async (shop, platform) => {
    const url = await shop.listen(platform, appOf(shop, { imports: [Feature], providers }));
    for (const path of ['/guarded/skipped', '/open', '/bare']) {
      const answer = await fetch(url + path, { headers: await shop.visit('bad-bot') });
      expect(await answer.json()).toEqual({ policy: 'none' });
    }
    expect(shop.emulator.requests()).toEqual([]);
    expect(shop.decisions).toEqual([]);
  });
});

onEach('what another library attached is no decision', async (shop, platform) => {
  const adapter = () => {
    const adapter = platform.adapter();
    platform.putForeign(adapter, { value: { policy: 'foreign' }, configurable: true });
    return adapter;
  };
  const url = await shop.listen({ adapter }, appOf(shop, { imports: [Feature] }));
  expect(await (await fetch(`${url}/bare`)).json()).toEqual({ policy: 'none' });
  const answer = await fetch(`${url}/bare/same`, { headers: await shop.visit() });
  expect(await answer.json()).toEqual({ same: true });
});

test('an inline policy with issues fails at once', () => {
  expect(() => RequireFingerprint({ rules: { incognitto: 'deny' } } as object)).toThrow(/did you mean/);
});
