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
import { FingerprintGuard, RequireEdge, RequireFingerprint, SkipFingerprint } from '../src/index.js';
import { create } from './platforms.js';
import { appOf, onEach } from './shop.js';

/** Times a method like a tracing decorator: replaces it by a function without its metadata. */
function Timed(): MethodDecorator {
  return (_target, _key, descriptor) => {
    const timed = descriptor.value as (...args: unknown[]) => unknown;
    descriptor.value = function (this: unknown, ...args: unknown[]) {
      return timed.apply(this, args);
    } as never;
  };
}

/** Does the same correctly. */
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

@Controller()
class Bound {
  constructor() {
    this.logIn = this.logIn.bind(this);
  }
  @Post('login') @RequireFingerprint() logIn() {
    return 'handled';
  }
}

@Controller()
class WithField extends Base {
  override logIn = () => 'handled by a field';
}

@Controller()
class BehindProxy {
  constructor() {
    const bound = { logIn: this.logIn.bind(this) };
    // biome-ignore lint/correctness/noConstructorReturn: what tracing libraries do.
    return new Proxy(this, { get: (target, key) => Reflect.get(key in bound ? bound : target, key) });
  }
  @Post('login') @RequireFingerprint() logIn() {
    return 'handled';
  }
}

/** Replaces a class by another function without its metadata. */
function Traced(): (target: Type) => never {
  return (target) => new Proxy(target, {}) as never;
}

/** Makes another class with the methods of one, and with its metadata if asked. */
function Copied({ metadata = false } = {}): (target: Type) => never {
  return (target) => {
    class Copy {}
    for (const [name, method] of Object.entries(Object.getOwnPropertyDescriptors(target.prototype)))
      if (name !== 'constructor') Object.defineProperty(Copy.prototype, name, method);
    for (const key of metadata ? Reflect.getMetadataKeys(target) : [])
      Reflect.defineMetadata(key, Reflect.getMetadata(key, target), Copy);
    return Copy as never;
  };
}

@Controller()
@Copied()
@RequireFingerprint()
class CopiedClass {
  @Post('login') logIn() {
    return 'handled';
  }
}

@Controller()
@Traced()
@RequireFingerprint()
class ReplacedClass {
  @Post('login') logIn() {
    return 'handled';
  }
}

@Controller()
class OfReplacedClass extends ReplacedClass {}

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

/** A job, an event's listener and a queue's, as Nest's own packages mark them. */
@Injectable()
class Jobs {
  @SetMetadata('SCHEDULE_CRON_OPTIONS', {})
  @SetMetadata('SCHEDULER_TYPE', 1)
  @RequireFingerprint()
  nightly() {}
}

@Injectable()
class Listener {
  @SetMetadata('EVENT_LISTENER_METADATA', []) @RequireFingerprint() onOrder() {}
}

@Injectable()
class Worker {
  @SetMetadata('bullmq:worker_events_metadata', {}) @RequireFingerprint() onActive() {}
}

@Injectable()
class EdgeService {
  @RequireEdge() list() {}
}

const controller = (type: Type) => ({ controllers: [type] });
const provider = (type: Type) => ({ providers: [type] });

describe('a decorator whose guard would never run makes the start fail', () => {
  test.each([
    ['beneath one that replaces the method', controller(Replaced), /^Replaced\.logIn .*replaces the method/],
    [
      "on a controller's method that is not a route",
      controller(WithoutRoute),
      /^WithoutRoute\.judge .*not a route/,
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
    ['on a static method', controller(OfClass), /^OfClass\.logIn .*not a route/],
    [
      'on a method that the constructor binds',
      controller(Bound),
      /^Bound\.logIn .*another function in its place/,
    ],
    ['on one that a field hides', controller(WithField), /^WithField\.logIn .*another function in its place/],
    ['on one that a proxy hides', controller(BehindProxy), /^BehindProxy\.logIn .*another function/],
    [
      'on a class beneath one that replaces it',
      controller(ReplacedClass),
      /^ReplacedClass .*replaces the class/,
    ],
    ['on a class beneath one that copies its methods', controller(CopiedClass), /^Copy .*replaces the class/],
    ['on its subclass', controller(OfReplacedClass), /^OfReplacedClass .*replaces the class/],
    ["on a service's method", provider(Service), /^Service\.logIn .*not a route/],
    ['on a service', provider(GuardedService), /^GuardedService .*not a route/],
    [
      'on a route of what is no controller',
      provider(RoutesOfService),
      /^RoutesOfService\.logIn .*not a route/,
    ],
    [
      'of requests by themselves',
      provider(EdgeService),
      /^EdgeService\.list has @RequireEdge, .*not a route/,
    ],
    ['on a job', provider(Jobs), /^Jobs\.nightly .*not a route/],
    ["on an event's listener", provider(Listener), /^Listener\.onOrder .*not a route/],
    ["on a queue's listener", provider(Worker), /^Worker\.onActive .*not a route/],
    ["on a gateway's connection", provider(Gateway), /^Gateway\.handleConnection .*not a route/],
    ['on a gateway without messages', provider(GuardedGateway), /^GuardedGateway .*not a route/],
    [
      'on a service that a factory makes',
      { providers: [{ provide: 'service', useFactory: () => new Service() }] },
      /^Service\.logIn .*not a route/,
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
  @Get('nightly') @SetMetadata('SCHEDULE_CRON_OPTIONS', {}) @RequireFingerprint() nightly() {
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

/** Bound with its metadata, and what needs no guard without. */
@Controller({ path: 'bound', version: '1' })
class BoundWithMetadata extends Base {
  constructor() {
    super();
    const bound = this.logIn.bind(this);
    for (const name of Reflect.getMetadataKeys(this.logIn))
      Reflect.defineMetadata(name, Reflect.getMetadata(name, this.logIn), bound);
    this.logIn = bound;
    this.status = this.status.bind(this);
  }
  @Get('status') status() {
    return 'handled';
  }
}

/** Guarded by the class, so that a method may be bound. */
@Controller({ path: 'bound-by-class', version: '1' })
@RequireFingerprint()
class BoundByClass {
  constructor() {
    this.logIn = this.logIn.bind(this);
  }
  @Post('login') logIn() {
    return 'handled';
  }
}

@RequireFingerprint()
@Traced()
class AboveTraced {
  @Post('login') logIn() {
    return 'handled';
  }
}

/** Required above what replaces the class, and on a method of such a class. */
@Controller({ path: 'above-traced', version: '1' })
class OfAboveTraced extends AboveTraced {}

@Controller({ path: 'in-traced', version: '1' })
@Traced()
class InTraced {
  @Post('login') @RequireFingerprint() logIn() {
    return 'handled';
  }
}

/** Copied with its metadata, copied before it is required, and open on purpose. */
@Controller({ path: 'copied', version: '1' })
@Copied({ metadata: true })
@RequireFingerprint()
class CopiedWithMetadata {
  @Post('login') logIn() {
    return 'handled';
  }
}

@Controller({ path: 'above-copied', version: '1' })
@RequireFingerprint()
@Copied()
class AboveCopied {
  @Post('login') logIn() {
    return 'handled';
  }
}

@Controller({ path: 'copied-open', version: '1' })
@SkipFingerprint()
@Copied()
@RequireFingerprint()
class CopiedOpen {
  @Post('login') logIn() {
    return 'handled';
  }
}

/** A gateway's messages are called on the prototype. */
@WebSocketGateway()
class BoundGateway {
  constructor() {
    this.order = this.order.bind(this);
  }
  @SubscribeMessage('order') @RequireFingerprint() order() {}
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

/** A method that is no longer a route needs no guard. */
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

describe('a correctly placed decorator starts and guards', () => {
  for (const [name, providers] of [
    ['alone', []],
    ['with APP_GUARD', [{ provide: APP_GUARD, useClass: FingerprintGuard }]],
  ] as const) {
    onEach(name, async (shop, platform) => {
      const bound = [BoundWithMetadata, BoundByClass];
      const copied = [CopiedWithMetadata, AboveCopied, CopiedOpen];
      const controllers = [First, Again, ByClass, Open, Gone, ...bound, OfAboveTraced, InTraced, ...copied];
      const module = appOf(shop, { controllers, providers: [Queue, BoundGateway, ...providers] });
      const app = await create(module, platform.adapter());
      app.useWebSocketAdapter(new WsAdapter(app));
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
        ['GET', '/v1/first/nightly'],
        ['GET', '/v1/first/above'],
        ['POST', '/v1/again/login'],
        ['POST', '/v1/by-class/login'],
        ['POST', '/v1/bound/login'],
        ['POST', '/v1/bound-by-class/login'],
        ['POST', '/v1/above-traced/login'],
        ['POST', '/v1/in-traced/login'],
        ['POST', '/v1/copied/login'],
        ['POST', '/v1/above-copied/login'],
      ] as const;
      for (const [method, path] of guarded) {
        expect([path, await statusOf(method, path)]).toEqual([path, 403]);
        expect([path, (await statusOf(method, path, await shop.visit())) < 300]).toEqual([path, true]);
      }
      expect(await statusOf('POST', '/v1/open/login')).toBe(201);
      expect(await statusOf('POST', '/v1/copied-open/login')).toBe(201);
      expect(await statusOf('GET', '/v1/bound/status')).toBe(200);
      expect(await statusOf('POST', '/v1/gone/login')).toBe(404);
    });
  }
});
