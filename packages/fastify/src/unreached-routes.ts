import { subscribe } from 'node:diagnostics_channel';
import { FingerprintError } from '@fingerprint-guard/core';
import type { FastifyInstance } from 'fastify';
import { hooksOf } from './hooks-of.js';
import { registrationOf } from './registration.js';
import { requireFingerprint } from './require-fingerprint.js';

/**
 * Ends the start of an application in which a route's `config.fingerprint` requires what no plugin gives: it is registered
 * nowhere, or further in, or beside the route; or in which a route has `requireFingerprint` itself as a hook. Applications
 * that were created before this was imported are not watched.
 */
export function refuseUnreachedRoutes(): void {
  subscribe('fastify.initialization', (message) => watch((message as { fastify: FastifyInstance }).fastify));
}

interface RequiringRoute {
  instance: FastifyInstance;
  name: string;
}

function watch(application: FastifyInstance): void {
  const routes: RequiringRoute[] = [];
  application.addHook('onRoute', function (route) {
    const { method, url, config } = route;
    const name = `${method} ${url}`;
    if (hooksOf(route).includes(requireFingerprint)) throw uncalled(name);
    const isRequired = config?.fingerprint !== undefined && config.fingerprint !== false;
    if (isRequired) routes.push({ instance: this, name });
  });
  application.addHook('onReady', async () => {
    const unreached = routes.find(({ instance }) => registrationOf(instance) === undefined);
    if (unreached) throw unguarded(unreached);
  });
}

function unguarded({ name }: RequiringRoute): FingerprintError {
  return new FingerprintError(
    'ERR_FP_NO_GUARD',
    `${name}: config.fingerprint requires a decision, but the plugin fingerprint does not reach this route: register it on the instance that the route is added to, or on one around it`,
  );
}

const uncalled = (name: string) =>
  new FingerprintError(
    'ERR_FP_OPTION',
    `${name}: requireFingerprint makes a hook and is none itself: write requireFingerprint() in its place`,
  );
