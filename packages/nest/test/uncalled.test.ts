import { describe, expect, test } from '@jest/globals';
import { type ArgumentsHost, Controller, Get, Injectable, type Type, UseGuards } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import {
  FingerprintDecision,
  FingerprintGuard,
  RequireEdge,
  RequireFingerprint,
  type Requirement,
  SkipFingerprint,
} from '../src/index.js';
import { create } from './platforms.js';
import { appOf, onEach } from './shop.js';

/** A decorator as plain JavaScript writes it, with nothing to check how. */
const bare = (decorator: unknown) => decorator as MethodDecorator & ClassDecorator & ParameterDecorator;

const refused = (message: string) => expect.objectContaining({ code: 'ERR_FP_OPTION', message });

describe('a decorator without parentheses is an error at once, which names its place', () => {
  test.each([
    ['RequireFingerprint', RequireFingerprint],
    ['RequireEdge', RequireEdge],
    ['SkipFingerprint', SkipFingerprint],
  ])('%s', (name, decorator) => {
    expect(() => {
      @Controller()
      class Account {
        @Get() @bare(decorator) logIn() {}
      }
      return Account;
    }).toThrow(
      refused(
        `${name} creates a decorator and is not a decorator itself, on Account.logIn: write @${name}()`,
      ),
    );
    expect(() => {
      @Controller()
      class Account {
        @bare(decorator) static logIn() {}
      }
      return Account;
    }).toThrow(/on Account\.logIn: /);
    expect(() => {
      @Controller()
      @bare(decorator)
      class Account {}
      return Account;
    }).toThrow(
      refused(`${name} creates a decorator and is not a decorator itself, on Account: write @${name}()`),
    );
  });

  test('FingerprintDecision', () => {
    expect(() => {
      @Controller()
      class Account {
        @Get() logIn(@bare(FingerprintDecision) _decision: unknown) {}
      }
      return Account;
    }).toThrow(/^FingerprintDecision .* on Account\.logIn: write @FingerprintDecision\(\)$/);
  });
});

describe('RequireFingerprint among the guards of Nest', () => {
  onEach('makes the start fail, because Nest would ignore it', async (shop, platform) => {
    @Controller()
    class Account {
      @Get() @UseGuards(RequireFingerprint) logIn() {}
    }
    const byUseGuards = { controllers: [Account] };
    const byToken = { providers: [{ provide: APP_GUARD, useClass: RequireFingerprint as unknown as Type }] };
    for (const metadata of [byUseGuards, byToken]) {
      const started = create(appOf(shop, metadata), platform.adapter()).then(async (app) => {
        shop.endings.push(() => app.close());
        return app.init();
      });
      await expect(started).rejects.toEqual(
        refused(
          'RequireFingerprint creates a decorator and is not a decorator itself, among the guards of @UseGuards: write @RequireFingerprint()',
        ),
      );
    }
  });
});

@Controller()
class Forms {
  @Get('preset') @RequireFingerprint('strict') preset() {}
  @Get('both') @RequireFingerprint({ policy: 'strict', skip: false }) both() {}
  @Get('options') @RequireFingerprint({ passChallenge: true }) options() {}
}

onEach('what is required may be a preset, a policy with options, or options', async (shop, platform) => {
  const options = { ...shop.options, policy: 'strict' };
  const url = await shop.listen(platform, appOf({ options }, { controllers: [Forms] }));
  const ask = async (path: string, scenario: 'honest' | 'incognito') =>
    (await fetch(url + path, { headers: await shop.visit(scenario) })).status;
  for (const [path, status] of [
    ['/preset', 403],
    ['/both', 403],
    ['/options', 200],
  ] as const) {
    expect(await ask(path, 'incognito')).toBe(status);
    expect(await ask(path, 'honest')).toBe(200);
  }
});

@Injectable()
class Misspelling extends FingerprintGuard {
  protected override getRequirement(): Requirement {
    return { policy: 'privat', options: {} };
  }
}

@Controller()
class Chosen {
  @Get() handle() {}
}

onEach('a misspelt policy that a guard chooses at a request names the handler', async (shop, platform) => {
  const providers = [{ provide: APP_GUARD, useClass: Misspelling }];
  const app = await create(appOf(shop, { controllers: [Chosen], providers }), platform.adapter());
  const errors: unknown[] = [];
  app.useGlobalFilters({
    catch(error: unknown, host: ArgumentsHost) {
      errors.push(error);
      app.getHttpAdapter().reply(host.switchToHttp().getResponse(), '', 500);
    },
  });
  await app.listen(0, '127.0.0.1');
  shop.endings.push(() => app.close());
  expect((await fetch(await app.getUrl(), { headers: await shop.visit() })).status).toBe(500);
  expect(errors).toEqual([
    expect.objectContaining({
      code: 'ERR_FP_UNKNOWN_POLICY',
      message: "Chosen.handle: the guard has no policy 'privat'; did you mean private?",
    }),
  ]);
});
