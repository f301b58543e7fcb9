import type { Decision } from '../decision/decision.js';
import type { ProblemDetails } from '../decision/problem-details.js';
import type { FingerprintGuard } from '../guard/fingerprint-guard.js';
import { FingerprintError } from '../lib/errors.js';
import type { PolicyConfig } from '../policy/policy-config.js';
import type { Adapter } from './adapter.js';
import { readFieldRequirement } from './requirement.js';

/** The parts of `info`, a GraphQL resolver's last argument, that are used; every GraphQL server's `info` fits. */
export interface FieldInfo {
  /** The operation that the field belongs to: a query, a mutation or a subscription. */
  readonly operation: { readonly operation: string };
  /** The field's position: an object for each time a field is resolved. */
  readonly path: object;
}

/** The options of a field, in addition to its policy. */
export interface FieldOptions {
  /** Let a challenged request through to a resolver that does the step-up itself. @defaultValue `false` */
  passChallenge?: boolean | undefined;
}

/** The error for a GraphQL client about a field that must not be resolved, in the form that a `GraphQLError` takes. */
export interface BlockedField {
  /** The message of the error. */
  message: string;
  /** The extensions of the error. */
  extensions: Pick<ProblemDetails, 'code' | 'decisionId' | 'retry'>;
}

/** The guard's verdict on a field of a GraphQL request. */
export interface FieldCheck {
  /** The decision on the field. */
  decision: Decision;
  /** Undefined if the field may be resolved. */
  blocked: BlockedField | undefined;
}

/**
 * Judges a field of a GraphQL request, in its resolver. `Native` is the request that the framework passes to
 * middleware.
 */
export type CheckField<Native> = (
  native: Native,
  info: FieldInfo,
  policy?: string | PolicyConfig,
  options?: FieldOptions,
) => Promise<FieldCheck>;

/**
 * Builds an adapter's `checkField`. A field of a mutation needs its own event, so that aliases and batches cannot use
 * one event several times. Fields of queries share the request's event, with each other and with one mutation.
 *
 * The function rejects with FingerprintError `ERR_FP_CONTEXT` for a subscription, without a resolver's `info`, and for a
 * CORS preflight; `ERR_FP_NO_GUARD` without a guard; `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY` for
 * issues in its options or its policy.
 * @param guardOf Finds the guard for a request that has none attached.
 * @example
 * ```ts
 * import { createAdapter, createFieldCheck, type IncomingRequest, placeDecision } from '@fingerprint-guard/core';
 *
 * const adapter = createAdapter<IncomingRequest>({
 *   translate: (request) => request,
 *   identity: (request) => request,
 *   attach: placeDecision,
 * });
 * export const checkField = createFieldCheck(adapter, () => guard);
 * ```
 */
export function createFieldCheck<Native>(
  adapter: Adapter<Native>,
  guardOf: (native: Native) => FingerprintGuard | undefined = () => undefined,
): CheckField<Native> {
  return async (native, info, policy, options) => {
    const claimant = claimantOf(info);
    const requirement = readFieldRequirement(policy, options);
    const guard = guardOf(native);
    let decision: Decision | undefined;
    const blocked = await adapter.require(native, guard ? { ...requirement, guard } : requirement, {
      claimant,
      attach(made) {
        decision = made;
      },
    });
    if (decision === undefined) throw notJudged('a CORS preflight runs no operation');
    if (blocked === undefined) return { decision, blocked };
    const { title, code, decisionId, retry } = blocked.problem.body;
    return {
      decision,
      blocked: { message: title, extensions: { code, decisionId, ...(retry ? { retry } : {}) } },
    };
  };
}

/** Finds the part that needs its own event: a field of a mutation. */
function claimantOf(info: FieldInfo | undefined): object | undefined {
  const { operation, path } = info ?? {};
  if (operation?.operation === 'query') return undefined;
  if (operation?.operation === 'mutation' && typeof path === 'object') return path;
  throw notJudged(
    operation?.operation === 'subscription'
      ? 'a subscription outlives its request: check a query or a mutation that comes before it'
      : 'expected the info that a resolver receives as its last argument',
  );
}

const notJudged = (message: string) => new FingerprintError('ERR_FP_CONTEXT', `checkField: ${message}`);
