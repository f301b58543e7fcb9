import { subscribe } from 'node:diagnostics_channel';
import { FingerprintError } from '@fingerprint-guard/core';
import type { FastifyInstance } from 'fastify';
import { registrationOf } from './registration.js';

/**
 * Ends the start of an application in which a route's `config.fingerprint` requires what no plugin gives: it is registered
 * nowhere, or further in, or beside the route. Applications that were created before this was imported are not watched.
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
  application.addHook('onRoute', function ({ method, url, config }) {
    const isRequired = config?.fingerprint !== undefined && config.fingerprint !== false;
    if (isRequired) routes.push({ instance: this, name: `${method} ${url}` });
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
