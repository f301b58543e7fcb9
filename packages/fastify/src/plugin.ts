import {
  FingerprintError,
  type FingerprintGuard,
  type FingerprintGuardOptions,
  isFingerprintGuard,
  namingPlace,
  type Skip,
  toGuard,
} from '@fingerprint-guard/core';
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest, RouteOptions } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { adapter, judge } from './adapter.js';
import { hooksOf } from './hooks-of.js';
import { createRegistration, REGISTRATION, type Registration, registrationOf } from './registration.js';
import { requirementOfHook } from './require-fingerprint.js';
import { refuseUnreachedRoutes } from './unreached-routes.js';

refuseUnreachedRoutes();

/** A guard, which stays the application's to close, or the options of one, which is closed with the application. */
export type FingerprintPluginOptions = {
  /** Requests that are neither judged nor attached, where their route requires nothing. @defaultValue `false` */
  skip?: Skip<FastifyRequest> | undefined;
} & ({ guard: FingerprintGuard } | (FingerprintGuardOptions & { guard?: undefined }));

/**
 * Fastify's plugin. A route whose `config.fingerprint` requires it is stopped by what the policy stops: with 403 or 503
 * and problem details, or as `onBlocked` answers. On any other route the plugin judges what carries an event and
 * attaches the decision as `request.fingerprint`; it stops nothing, and leaves the event id unused.
 *
 * It judges once the body is parsed and before schemas are applied, which may drop or change what names the event. It
 * covers the instance that it is registered on and what is registered on that one later; registered once more further
 * in, the inner guard counts there.
 * @throws FingerprintError `ERR_FP_OPTION` or `ERR_FP_POLICY` where the options have issues. A route fails to be
 * added with these or with `ERR_FP_UNKNOWN_POLICY`. An application does not start, with `ERR_FP_NO_GUARD`, if a route that
 * requires is out of the plugin's reach.
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
    const { guard: given, skip, ...options } = pluginOptions;
    const guard = toGuard(given ?? options);
    if (isFingerprintGuard(given)) refuseAny(options);
    else fastify.addHook('onClose', () => guard.close());

    const covered = registrationOf(fastify) !== undefined;
    fastify.decorate(REGISTRATION, createRegistration(guard, skip));
    // The hooks of an outer registration run here too, and find this one.
    if (covered) return;

    if (!fastify.hasRequestDecorator('fingerprint')) fastify.decorateRequest('fingerprint', undefined);
    fastify.addHook('onRoute', function (route) {
      checkRoute(route, registrationOf(this));
    });
    // The body is not read yet, which may take as long as the client likes.
    fastify.addHook('onRequest', async (request) => adapter.arrive(request));
    fastify.addHook('preValidation', async (request, reply) => {
      const { requirementOf, guard, skip } = registrationOf(request.server) as Registration;
      const requirement = requirementOf(request.routeOptions.config.fingerprint);
      if (requirement) return judge(requirement, request, reply);
      await adapter.attach(request, guard, skip);
    });
  },
  { name: '@fingerprint-guard/fastify', fastify: '5.x' },
);

/** A hook is given a request here, and what is called by the application itself nothing. */
function refuseUnregistered(fastify: Partial<FastifyInstance> | undefined): void {
  if (typeof fastify?.register === 'function') return;
  throw new FingerprintError(
    'ERR_FP_OPTION',
    'fingerprint is a plugin, neither a hook nor called by you: write app.register(fingerprint, { guard })',
  );
}

function refuseAny(options: object): void {
  const [name] = Object.keys(options);
  if (name === undefined) return;
  throw new FingerprintError('ERR_FP_OPTION', `${name}: not beside a guard, which has options of its own`);
}

/** Finds out at start-up whether what a route requires has issues, and says which route. */
function checkRoute(route: RouteOptions, registration: Registration | undefined): void {
  if (!registration) return;
  namingPlace(`${route.method} ${route.url}`, () => {
    registration.requirementOf(route.config?.fingerprint);
    for (const hook of hooksOf(route)) {
      const requirement = requirementOfHook(hook);
      // With a guard of its own, it was checked where it was made.
      if (requirement && !requirement.guard) registration.guard.requirePolicy(requirement.policy);
    }
  });
}
