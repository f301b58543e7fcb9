import { type CheckField, createFieldCheck } from '@fingerprint-guard/core';
import type { FastifyRequest } from 'fastify';
import { adapter } from './adapter.js';
import { registrationOf } from './registration.js';

/**
 * Checks a field of a GraphQL request with the guard registered with the plugin, as `requireFingerprint` checks a
 * route. Call it in the field's resolver, because all fields of a GraphQL request share one route. **Each checked field
 * of a mutation needs its own event**: for a second one in the same request, by an alias or in a batch, the ID is
 * already used. Fields of queries share the request's event, with each other and with one mutation.
 * @param request Fastify's request.
 * @param info The last argument of the resolver.
 * @param policy A policy's name, or a policy made by `definePolicy`; without one, the guard's own.
 * @throws FingerprintError `ERR_FP_CONTEXT` for a subscription, and without `info`; `ERR_FP_NO_GUARD` without a guard;
 * `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY` for issues in the options or the policy.
 * @example
 * ```ts
 * import { checkField } from '@fingerprint-guard/fastify';
 * import type { FastifyRequest } from 'fastify';
 * import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
 *
 * interface Visit {
 *   request: FastifyRequest;
 * }
 * async function login(_root: unknown, _args: unknown, { request }: Visit, info: GraphQLResolveInfo) {
 *   const { decision, blocked } = await checkField(request, info, 'login');
 *   if (blocked) throw new GraphQLError(blocked.message, { extensions: blocked.extensions });
 *   return decision.signals.visitorId;
 * }
 * ```
 */
export const checkField: CheckField<FastifyRequest> = createFieldCheck(
  adapter,
  ({ server }) => registrationOf(server)?.guard,
);
