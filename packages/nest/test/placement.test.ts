import { describe, expect, test } from '@jest/globals';
import {
  All,
  Controller,
  Get,
  Injectable,
  Post,
  SetMetadata,
  Sse,
  type Type,
  VersioningType,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { of } from 'rxjs';
import { FingerprintGuard, RequireFingerprint, SkipFingerprint } from '../src/index.js';
import { create } from './platforms.js';
import { appOf, onEach } from './shop.js';

/** Times a method, as tracing decorators do, by a function in its place that has none of its metadata. */
function Timed(): MethodDecorator {
  return (_target, _key, descriptor) => {
    const timed = descriptor.value as (...args: unknown[]) => unknown;
    descriptor.value = function (this: unknown, ...args: unknown[]) {
      return timed.apply(this, args);
    } as never;
  };
}

/** The same, as it should be. */
function TimedWithMetadata(): MethodDecorator {
  return (target, key, descriptor) => {
    const timed = descriptor.value as unknown as object;
    Timed()(target, key, descriptor);
    for (const name of Reflect.getMetadataKeys(timed))
      Reflect.defineMetadata(name, Reflect.getMetadata(name, timed), descriptor.value as unknown as object);
  };
}

@Controller()
class Replaced {
  @Post('login') @Timed() @RequireFingerprint() logIn() {
    return 'handled';
  }
}

@Controller()
class WithoutRoute {
  @Post('login') logIn() {
    return this.judge();
  }
  @RequireFingerprint() judge() {
    return 'handled';
  }
}

@Controller('base')
class Base {
  @Post('login') @RequireFingerprint() logIn() {
    return 'handled';
  }
}

@Controller('sub')
class Overriding extends Base {
  @Post('login') override logIn() {
    return 'handled by the subclass';
  }
}

abstract class Contract {
  @RequireFingerprint() logIn() {
    return 'handled';
  }
}

@Controller()
class Implementing extends Contract {
  @Post('login') override logIn() {
    return 'handled';
  }
}

@Controller()
class OfClass {
  @RequireFingerprint() static logIn() {}
  @Get() get() {}
}

@Injectable()
class Service {
  @RequireFingerprint() logIn() {
    return 'handled';
  }
}

@Injectable()
@RequireFingerprint()
class GuardedService {
  logIn() {
    return 'handled';
  }
}

@Injectable()
class RoutesOfService {
  @Post('login') @RequireFingerprint() logIn() {
    return 'handled';
  }
}

@WebSocketGateway()
class Gateway {
  @RequireFingerprint() handleConnection() {}
  @SubscribeMessage('order') order() {}
}

@WebSocketGateway()
@RequireFingerprint()
class GuardedGateway {
  handleConnection() {}
}

const controller = (type: Type) => ({ controllers: [type] });
const provider = (type: Type) => ({ providers: [type] });

describe('a decorator whose guard would never run ends the start', () => {
  test.each([
    ['beneath one that replaces the method', controller(Replaced), /^Replaced\.logIn .*replaces the method/],
    [
      "on a controller's method that is no route",
      controller(WithoutRoute),
      /^WithoutRoute\.judge .*no route/,
    ],
    [
      'on a method that a subclass overrides',
      controller(Overriding),
      /^Overriding\.logIn overrides Base\.logIn/,
    ],
    [
      'on one without a route that a subclass routes',
      controller(Implementing),
      /^Implementing\.logIn overrides/,
    ],
    ['on a static method', controller(OfClass), /^OfClass\.logIn .*no route/],
    ["on a service's method", provider(Service), /^Service\.logIn .*no route/],
    ['on a service', provider(GuardedService), /^GuardedService .*no route/],
    ['on a route of what is no controller', provider(RoutesOfService), /^RoutesOfService\.logIn .*no route/],
    ["on a gateway's connection", provider(Gateway), /^Gateway\.handleConnection .*no route/],
    ['on a gateway without messages', provider(GuardedGateway), /^GuardedGateway .*no route/],
    [
      'on a service that a factory makes',
      { providers: [{ provide: 'service', useFactory: () => new Service() }] },
      /^Service\.logIn .*no route/,
    ],
  ])('%s', async (_where, metadata, message) => {
    const shop = { options: { apiKey: 'key' } };
    const app = await create(appOf(shop, metadata), new ExpressAdapter());
    app.useWebSocketAdapter(new WsAdapter(app));
    await expect(app.init()).rejects.toMatchObject({
      code: 'ERR_FP_CONTEXT',
      message: expect.stringMatching(message),
    });
    await app.close();
  });
});

@Controller({ path: 'first', version: ['1', '2'] })
class First extends Base {
  @All('all') @RequireFingerprint() all() {
    return 'handled';
  }
  @Sse('events') @RequireFingerprint() events() {
    return of({ data: 'handled' });
  }
  @Get('timed') @TimedWithMetadata() @RequireFingerprint() copied() {
    return 'handled';
  }
  @RequireFingerprint() @Get('above') @Timed() above() {
    return 'handled';
  }
}

/** Guarded again, by its own decorator. */
@Controller({ path: 'again', version: '1' })
class Again extends Base {
  @Post('login') @RequireFingerprint() override logIn() {
    return 'handled';
  }
}

/** Guarded by the class. */
@Controller({ path: 'by-class', version: '1' })
@RequireFingerprint()
class ByClass extends Base {
  @Post('login') override logIn() {
    return 'handled';
  }
}

/** Open on purpose. */
@Controller({ path: 'open', version: '1' })
class Open extends Base {
  @Post('login') @SkipFingerprint() override logIn() {
    return 'handled';
  }
}

/** What is no route any more needs no guard. */
@Controller({ path: 'gone', version: '1' })
class Gone extends Base {
  override logIn() {
    return 'handled';
  }
}

/** A method that another package's transport calls. */
@Injectable()
class Queue {
  @SetMetadata('some-queue:subscribe', 'orders') @RequireFingerprint() order() {}
}

describe('what is placed well starts, and is guarded', () => {
  for (const [name, providers] of [
    ['alone', []],
    ['with APP_GUARD', [{ provide: APP_GUARD, useClass: FingerprintGuard }]],
  ] as const) {
    onEach(name, async (shop, platform) => {
      const controllers = [First, Again, ByClass, Open, Gone];
      const module = appOf(shop, { controllers, providers: [Queue, ...providers] });
      const app = await create(module, platform.adapter());
      shop.endings.push(() => app.close());
      app.setGlobalPrefix('api');
      app.enableVersioning({ type: VersioningType.URI });
      await app.listen(0, '127.0.0.1');
      const url = await app.getUrl();
      const statusOf = async (method: string, path: string, headers = {}) => {
        const response = await fetch(`${url}/api${path}`, { method, headers });
        await response.text();
        return response.status;
      };
      const guarded = [
        ['POST', '/v1/first/login'],
        ['POST', '/v2/first/login'],
        ['PUT', '/v1/first/all'],
        ['GET', '/v1/first/events'],
        ['GET', '/v1/first/timed'],
        ['GET', '/v1/first/above'],
        ['POST', '/v1/again/login'],
        ['POST', '/v1/by-class/login'],
      ] as const;
      for (const [method, path] of guarded) {
        expect([path, await statusOf(method, path)]).toEqual([path, 403]);
        expect([path, (await statusOf(method, path, await shop.visit())) < 300]).toEqual([path, true]);
      }
      expect(await statusOf('POST', '/v1/open/login')).toBe(201);
      expect(await statusOf('POST', '/v1/gone/login')).toBe(404);
    });
  }
});
