import {
  FingerprintError,
  type FingerprintGuard,
  type FingerprintGuardOptions,
  isFingerprintGuard,
  type Skip,
  toGuard,
} from '@fingerprint-guard/core';
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { adapter, judge } from './adapter.js';
import { checkRoute } from './check-route.js';
import { createRegistration, REGISTRATION, type Registration, registrationOf } from './registration.js';
import { refuseUnreachedRoutes, refuseUnreachedRoutesOf } from './unreached-routes.js';

refuseUnreachedRoutes();

/** A guard, which the application still closes, or the options of one, which is closed with the application. */
export type FingerprintPluginOptions = {
  /**
   * Selects requests that are neither checked nor given a decision, if their route requires nothing.
   * @defaultValue `false`
   */
  skip?: Skip<FastifyRequest> | undefined;
} & ({ guard: FingerprintGuard } | (FingerprintGuardOptions & { guard?: undefined }));

/**
 * Guards routes as a Fastify plugin. On a route whose `config.fingerprint` requires it, the plugin blocks requests that
 * the policy blocks: with 403 or 503 and problem details, or as `onBlocked` answers. On any other route it checks
 * requests that carry an event and attaches the decision as `request.fingerprint`; it blocks nothing, and does not
 * consume the event ID.
 *
 * It checks once the body is parsed and before schemas are applied, which may drop or change the event's reference. It
 * covers the instance that it is registered on and everything registered on that one later; if it is registered again
 * further in, the inner guard counts there.
 * @throws FingerprintError `ERR_FP_OPTION` or `ERR_FP_POLICY` if the options have issues. A route fails to be added
 * with these or with `ERR_FP_UNKNOWN_POLICY`. An application does not start, with `ERR_FP_NO_GUARD`, if a route with a
 * requirement is out of the plugin's reach; if the application was created before this package was imported, a route
 * that was added before the plugin fails its requests instead.
 * @example
 * ```ts
 * import { fingerprint } from '@fingerprint-guard/fastify';
 * import Fastify from 'fastify';
 *
 * const app = Fastify();
 * await app.register(fingerprint, { guard });
 * app.post('/login', { config: { fingerprint: { policy: 'login' } } }, async (request) => ({
 *   visitorId: request.fingerprint?.signals.visitorId,
 * }));
 * ```
 */
export const fingerprint: FastifyPluginAsync<FingerprintPluginOptions> = fastifyPlugin(
  async (fastify, pluginOptions: FingerprintPluginOptions) => {
    refuseUnregistered(fastify);
    refuseUnreachedRoutesOf(fastify);
    const { guard: given, skip, ...options } = pluginOptions;
    const guard = toGuard(given ?? options);
    if (isFingerprintGuard(given)) refuseAny(options);
    else fastify.addHook('onClose', () => guard.close());
    // The start does not wait for it: a request that arrives earlier does. A guard of an earlier version has no such
    // method.
    fastify.addHook('onReady', async () => void guard.warmUp?.());

    const covered = registrationOf(fastify) !== undefined;
    fastify.decorate(REGISTRATION, createRegistration(guard, skip));
    // The hooks of an outer registration run here too, and find this one.
    if (covered) return;

    if (!fastify.hasRequestDecorator('fingerprint')) fastify.decorateRequest('fingerprint', undefined);
    fastify.addHook('onRoute', function (route) {
      checkRoute(route, registrationOf(this));
    });
    // The body is not read yet, and the client decides how long that takes.
    fastify.addHook('onRequest', async (request) => adapter.arrive(request));
    fastify.addHook('preValidation', async (request, reply) => {
      const { requirementOf, guard, skip } = registrationOf(request.server) as Registration;
      const requirement = requirementOf(request.routeOptions.config);
      if (requirement) return judge(requirement, request, reply);
      await adapter.attach(request, guard, skip);
    });
  },
  { name: '@fingerprint-guard/fastify', fastify: '5.x' },
);

/** A hook receives a request here, and a function that the application itself calls receives nothing. */
function refuseUnregistered(fastify: Partial<FastifyInstance> | undefined): void {
  if (typeof fastify?.register === 'function') return;
  throw new FingerprintError(
    'ERR_FP_OPTION',
    'fingerprint is a plugin, neither a hook nor a function for you to call: write app.register(fingerprint, { guard })',
  );
}

function refuseAny(options: object): void {
  const [name] = Object.keys(options);
  if (name === undefined) return;
  throw new FingerprintError(
    'ERR_FP_OPTION',
    `${name}: cannot be combined with guard, which has its own options`,
  );
}
