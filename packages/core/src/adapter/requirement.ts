import type { Decision } from '../decision/decision.js';
import { type FingerprintGuard, isFingerprintGuard } from '../guard/fingerprint-guard.js';
import { isObject } from '../lib/is-object.js';
import { type Check, callable, findIssues, throwIfAny } from '../lib/option-checks.js';
import { definePolicy } from '../policy/policy.js';
import type { PolicyConfig } from '../policy/policy-config.js';
import { refuseUncalled } from './uncalled.js';

/**
 * The functions that an application passes. A method's parameters are compared both ways, so a function of a narrower
 * request fits, such as one of a route with typed parameters.
 */
interface RouteFunctions<Native, Context> {
  skip(native: Native): boolean | Promise<boolean>;
  onBlocked(decision: Decision, context: Context): unknown;
}

/**
 * Selects requests that are neither checked nor given a decision. If it throws, or returns a truthy value other than
 * `true`, the request fails; it never passes.
 */
export type Skip<Native> = boolean | RouteFunctions<Native, Native>['skip'];

/** The options of a route, in addition to its policy. */
export interface RequireOptions<Native, Context = Native> {
  /** Selects requests that are neither checked nor given a decision. @defaultValue `false` */
  skip?: Skip<Native> | undefined;
  /** Let a challenged request through to a handler that does the step-up itself. @defaultValue `false` */
  passChallenge?: boolean | undefined;
  /**
   * Answers a blocked request in place of the problem details, or only observes it. If it sets only the status of the
   * framework's response, the problem details have that status.
   */
  onBlocked?: RouteFunctions<Native, Context>['onBlocked'] | undefined;
}

/** A route's requirement: a policy's name, a policy, or options with either; without a policy, the guard's own. */
export type RouteRequirement<Options> =
  | string
  | PolicyConfig
  | (Options & { policy?: string | PolicyConfig | undefined });

/** Options for reading bodies, in frameworks that read them only on demand. */
export interface BodyOptions {
  /**
   * The maximum size of a body, in bytes; a larger one is not read, so no event ID is found in it. The same holds for a body that
   * breaks off, or has not arrived after five minutes.
   * @defaultValue `1_048_576`
   */
  maxBodyBytes?: number | undefined;
}

/** 1 MiB: the reference to an event is small. */
export const DEFAULT_MAX_BODY_BYTES = 1_048_576;

/** Checks of the options that an adapter adds, by name: each returns what is wrong with a value; undefined if nothing is. */
export type OwnOptions = Readonly<Record<string, (value: unknown) => string | undefined>>;

/** A route's requirement, read from the arguments of `requireFingerprint`. */
export interface Requirement<Options> {
  /** The guard that checks; without one, the guard that was attached. */
  guard?: FingerprintGuard;
  /** The name of a policy, or an inline one; without it, the guard's default. */
  policy?: string | PolicyConfig;
  /** Judges the request itself, not an event that a page made. */
  edge?: true;
  /** The options of the route. */
  options: Options;
}

const REQUIRE_OPTIONS: Readonly<Record<keyof RequireOptions<unknown>, Check>> = {
  skip: (value) =>
    typeof value === 'boolean' ? undefined : callable(value) && 'expected a boolean or a function',
  passChallenge: (value) => (typeof value === 'boolean' ? undefined : 'expected a boolean'),
  onBlocked: callable,
};

const FIELD_OPTIONS = { passChallenge: REQUIRE_OPTIONS.passChallenge };

const BODY_OPTIONS: Readonly<Record<keyof BodyOptions, Check>> = {
  maxBodyBytes: (value) =>
    Number.isSafeInteger(value) && (value as number) > 0
      ? undefined
      : 'expected a whole number of bytes above 0',
};

/**
 * Checks the options of an adapter that reads bodies only on demand.
 * @throws FingerprintError `ERR_FP_OPTION` if `maxBodyBytes` is not a whole number of bytes above 0.
 * @example
 * ```ts
 * import { type BodyOptions, checkBodyOptions } from '@fingerprint-guard/core';
 *
 * function middleware(options: BodyOptions) {
 *   checkBodyOptions(options); // an issue is found at start-up, not with the first request
 * }
 * ```
 */
export function checkBodyOptions({ maxBodyBytes }: BodyOptions): void {
  throwIfAny(findIssues({ maxBodyBytes }, BODY_OPTIONS, '{ maxBodyBytes }'));
}

/**
 * Reads `(policy?, options?)` or `({ policy?, ...options })`, either of them after a guard. An inline policy is
 * compiled once, here; a name is checked here if the guard is known.
 * @param readsBody The framework reads bodies only on demand, so the options for that apply.
 * @param own Options that only this adapter has.
 * @throws FingerprintError `ERR_FP_OPTION` or `ERR_FP_POLICY` for issues in the options or the policy,
 * `ERR_FP_UNKNOWN_POLICY` if the guard is given and has no policy of that name.
 * @example
 * ```ts
 * import { readRequirement, type RequireOptions } from '@fingerprint-guard/core';
 *
 * function requireFingerprint(...args: unknown[]) {
 *   return readRequirement<RequireOptions<object>>(args); // { guard, policy, options }
 * }
 * requireFingerprint('login', { passChallenge: true });
 * requireFingerprint(guard, { extends: 'strict' });
 * ```
 */
export function readRequirement<Options extends object>(
  args: readonly unknown[],
  readsBody = false,
  own: OwnOptions = {},
): Requirement<Options> {
  return read('requireFingerprint', args, readsBody ? { ...own, ...BODY_OPTIONS } : own);
}

/**
 * Reads the arguments of `requireEdge`, which are those of `requireFingerprint`.
 * @throws FingerprintError as `readRequirement` does; `ERR_FP_UNSUPPORTED` for a guard that cannot check requests
 * without an event.
 * @example
 * ```ts
 * import { readEdgeRequirement, type RequireOptions } from '@fingerprint-guard/core';
 *
 * function requireEdge(...args: unknown[]) {
 *   return readEdgeRequirement<RequireOptions<object>>(args); // { guard, policy, options, edge: true }
 * }
 * requireEdge('machines');
 * ```
 */
export function readEdgeRequirement<Options extends object>(args: readonly unknown[]): Requirement<Options> {
  return { ...read<Options>('requireEdge', args, {}), edge: true };
}

function read<Options extends object>(
  name: 'requireFingerprint' | 'requireEdge',
  args: readonly unknown[],
  more: OwnOptions,
): Requirement<Options> {
  refuseUncalled(name, args);
  const [first, ...rest] = args;
  const guard = isFingerprintGuard(first) ? first : undefined;
  const known = { ...REQUIRE_OPTIONS, ...more };
  const { policy, options } = splitOptions<Options>(guard ? rest : args, known);
  throwIfAny(findIssues(options, known, `{ ${Object.keys(known).join(', ')} }`));
  const compiled = policy === undefined || typeof policy === 'string' ? policy : definePolicy(policy);
  guard?.requirePolicy(compiled, { edge: name === 'requireEdge' });
  return {
    options,
    ...(guard ? { guard } : {}),
    ...(compiled === undefined ? {} : { policy: compiled }),
  };
}

/**
 * Reads the requirement of a field of a GraphQL request.
 * @throws FingerprintError `ERR_FP_OPTION` or `ERR_FP_POLICY`.
 */
export function readFieldRequirement(
  policy: string | PolicyConfig | undefined,
  options: Pick<RequireOptions<unknown>, 'passChallenge'> = {},
): Requirement<typeof options> {
  throwIfAny(findIssues(options, FIELD_OPTIONS, '{ passChallenge }'));
  return readRequirement([policy, options]);
}

/** Separates policy and options: two arguments, or one object that names an option and may name a policy. */
function splitOptions<Options>(
  [first, second]: readonly unknown[],
  known: object,
): { policy: string | PolicyConfig | undefined; options: Options } {
  const isBoth = isObject(first) && Object.keys(first).some((name) => name === 'policy' || name in known);
  if (!isBoth || second !== undefined)
    return { policy: first as string | PolicyConfig | undefined, options: (second ?? {}) as Options };
  const { policy, ...options } = first as { policy?: string | PolicyConfig };
  return { policy, options: options as Options };
}
