import { subscribe } from 'node:diagnostics_channel';
import { FingerprintError, namingPlace } from '@fingerprint-guard/core';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { checkRoute, nameOf } from './check-route.js';
import { hooksOf } from './hooks-of.js';
import { type Registration, registrationOf } from './registration.js';
import { requireEdge, requireFingerprint } from './require-fingerprint.js';
import { requiredBy, requires } from './route-config.js';

/**
 * Fails the start of an application in which a route's `config.fingerprint` requires what no plugin provides: the
 * plugin is registered nowhere, or in an inner or a sibling scope; in which a route has `fingerprint` next to its
 * config instead of in it, or `requireFingerprint` or `requireEdge` itself as a hook; or in which a route's requirement
 * has issues.
 */
export function refuseUnreachedRoutes(): void {
  subscribe('fastify.initialization', (message) => watch((message as { fastify: FastifyInstance }).fastify));
}

/**
 * Watches the application of an instance that registers the plugin, if it was created before this was imported. Its
 * routes so far are not known: requests to those that require what no plugin provides fail.
 */
export function refuseUnreachedRoutesOf(instance: FastifyInstance): void {
  const application = applicationOf(instance);
  if (Object.hasOwn(application, WATCHED)) return;
  watch(application);
  application.addHook('onRequest', async ({ server, routeOptions }: FastifyRequest) => {
    const { method, url = '', config } = routeOptions;
    if (registrationOf(server) === undefined && requires(config)) throw unguarded(nameOf({ method, url }));
  });
}

/** Marks an application that this or another copy of this package watches. */
const WATCHED = Symbol.for('fingerprint-guard.fastify.watched');

/** Finds the outermost instance: each inherits from the one around it. */
function applicationOf(instance: FastifyInstance): FastifyInstance {
  const around: FastifyInstance | object = Object.getPrototypeOf(instance);
  return 'addHook' in around ? applicationOf(around) : instance;
}

interface AddedRoute {
  instance: FastifyInstance;
  route: RouteOptions;
  /** The registration at the time when the route was added, which checked the route. */
  checkedBy: Registration | undefined;
}

function watch(application: FastifyInstance): void {
  Object.defineProperty(application, WATCHED, { value: true, configurable: true });
  const routes: AddedRoute[] = [];
  application.addHook('onRoute', function (route) {
    for (const [name, hook] of Object.entries({ requireFingerprint, requireEdge }))
      if (hooksOf(route).includes(hook)) throw uncalled(nameOf(route), name);
    if (requires(route)) throw besideConfig(nameOf(route));
    namingPlace(nameOf(route), () => requiredBy(route.config));
    routes.push({ instance: this, route, checkedBy: registrationOf(this) });
  });
  application.addHook('onReady', async () => {
    for (const { instance, route, checkedBy } of routes) {
      const registration = registrationOf(instance);
      if (registration === undefined && requires(route.config)) throw unguarded(nameOf(route));
      if (registration !== checkedBy) checkRoute(route, registration);
    }
  });
}

function unguarded(name: string): FingerprintError {
  return new FingerprintError(
    'ERR_FP_NO_GUARD',
    `${name}: config.fingerprint requires a decision, but the fingerprint plugin does not reach this route: register it on the instance that the route is added to, or on one of its parents`,
  );
}

const besideConfig = (name: string) =>
  new FingerprintError(
    'ERR_FP_OPTION',
    `${name}: fingerprint is not an option of a route, so nothing would be required: write config: { fingerprint: … }`,
  );

const uncalled = (name: string, hook: string) =>
  new FingerprintError(
    'ERR_FP_OPTION',
    `${name}: ${hook} creates a hook and is not a hook itself: write ${hook}() instead`,
  );
