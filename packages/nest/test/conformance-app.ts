import type { AppSpec, RouteSpec } from '@fingerprint-guard/testing';
import type { MiddlewareConsumer, Type } from '@nestjs/common';
import { Controller, Get, HttpCode, Module, Post, Req } from '@nestjs/common';
import {
  FingerprintDecision,
  FingerprintMiddleware,
  FingerprintModule,
  RequireEdge,
  RequireFingerprint,
} from '../src/index.js';
import { type Platform, start } from './platforms.js';

type Handled = Parameters<RouteSpec['handle']>[0];

function controllerOf({ method, path, require, handle }: RouteSpec): Type {
  const decorators = [method === 'GET' ? Get(path) : Post(path), HttpCode(200)];
  const Require = require?.edge ? RequireEdge : RequireFingerprint;
  if (require) decorators.push(Require(require.policy, require.options));
  @Controller()
  class Route {
    handle(@FingerprintDecision() decision: Handled, @Req() { fingerprint }: { fingerprint?: Handled }) {
      return handle(decision ?? fingerprint);
    }
  }
  const handler = Object.getOwnPropertyDescriptor(Route.prototype, 'handle') ?? {};
  for (const decorate of decorators) decorate(Route.prototype, 'handle', handler);
  return Route;
}

/** Starts the application that the suite describes: a controller for each route. */
export function startOn(
  { adapter, putForeign }: Platform,
  { guard, attach, foreign, mount, routes }: AppSpec,
) {
  class Attach extends FingerprintMiddleware {
    protected override skips = attach?.skip ?? super.skips;
  }
  @Module({ imports: [FingerprintModule.forRoot(guard)], controllers: routes.map(controllerOf) })
  class App {
    configure(consumer: MiddlewareConsumer) {
      if (attach) consumer.apply(Attach).forRoutes('{*path}');
    }
  }
  const platform = adapter();
  if (foreign) putForeign(platform, foreign);
  if (platform.getType() === 'fastify')
    platform
      .getInstance()
      .addContentTypeParser(
        'multipart/form-data',
        (_request: unknown, _payload: unknown, done: (error: null) => void) => done(null),
      );
  return start(App, platform, mount);
}
