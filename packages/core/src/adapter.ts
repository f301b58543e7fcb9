import type { Decision } from './decision/decision.js';
import { type ProblemResponse, problemResponse } from './decision/problem-details.js';
import { FingerprintError } from './errors.js';
import { type FingerprintGuard, isFingerprintGuard } from './guard.js';
import { type Check, callable, findMistakes, refuse } from './option-checks.js';
import { definePolicy } from './policy/policy.js';
import type { PolicyConfig } from './policy/policy-config.js';
import { hasBody, headerValue, type IncomingRequest } from './request/incoming-request.js';

/** What an adapter knows of its framework. `Native` is what the framework hands to a middleware or guard. */
export interface Framework<Native> {
  /** The request in its neutral form. */
  translate(native: Native): IncomingRequest;
  /** The parsed body, where the framework reads it only when asked. Not asked for requests that are not judged. */
  readBody?(native: Native): Promise<unknown>;
  /** The object that is the same for everything that handles one request. */
  identity(native: Native): object;
  /** Puts the decision where handlers find it, over whatever stood there; `undefined` clears the place. */
  attach(native: Native, decision: Decision | undefined): void;
  /** True where the framework takes the client's address from any forwarding header. */
  trustsAnyProxy?(native: Native): boolean;
}

/** Requests that are neither judged nor attached. One that throws is an error, never a pass. */
export type Skip<Native> = boolean | ((native: Native) => boolean | Promise<boolean>);

/** What a route asks for beside a policy. */
export interface RequireOptions<Native, Context = Native> {
  /** @defaultValue `false` */
  skip?: Skip<Native> | undefined;
  /** Let a challenged request through to a handler that does the step-up itself. @defaultValue `false` */
  passChallenge?: boolean | undefined;
  /** Answers a blocked request in place of the problem details, or takes note of it. */
  onBlocked?: ((decision: Decision, context: Context) => unknown) | undefined;
}

/** A request that must not go on, and what its client is told. */
export interface Blocked {
  decision: Decision;
  problem: ProblemResponse;
}

/** What a route requires, read from the arguments of `requireFingerprint`. */
export interface Requirement<Options> {
  guard?: FingerprintGuard;
  policy?: string | PolicyConfig;
  options: Options;
}

/** A part of a request that has a handler of its own, such as a field of a GraphQL request. */
interface RequestPart {
  /** As in `CheckOptions`. */
  claimant: object | undefined;
  /** Puts the decision where the handler of this part finds it, beside the request's. */
  attach(decision: Decision): void;
}

/** The two words every adapter has. */
export interface Adapter<Native> {
  /** Judges and attaches, and never stops a request. */
  attach(native: Native, guard: FingerprintGuard, skip?: Skip<Native>): Promise<void>;
  /**
   * Judges, attaches, and tells whether the request is blocked.
   * @param part What of the request is judged; without it, the whole.
   * @throws FingerprintError `ERR_FP_NO_GUARD` where no guard was given or attached.
   */
  require(
    native: Native,
    requirement: Requirement<RequireOptions<Native, never>>,
    part?: RequestPart,
  ): Promise<Blocked | undefined>;
}

const ATTACHED = Symbol.for('fingerprint-guard.attached-guard');

/** Builds an adapter for a framework: it translates, checks, attaches, and leaves going on or blocking to the caller. */
export function createAdapter<Native>(framework: Framework<Native>): Adapter<Native> {
  const { translate, readBody, identity, trustsAnyProxy = () => false } = framework;
  /** Requests on which this adapter has put a decision, or cleared its place. */
  const written = new WeakSet<object>();
  const attach = (native: Native, decision: Decision | undefined) => {
    framework.attach(native, decision);
    written.add(identity(native));
  };
  const whole = async (native: Native, request: IncomingRequest) =>
    readBody ? { ...request, body: await readBody(native) } : request;
  const isSkipped = async (native: Native, skip: Skip<Native> = false) =>
    typeof skip === 'function' ? await skip(native) : skip;

  return {
    async attach(native, guard, skip) {
      const key = identity(native);
      Object.defineProperty(key, ATTACHED, { value: guard, configurable: true });
      attach(native, undefined);
      const request = translate(native);
      if (isPreflight(request) || (await isSkipped(native, skip))) return;
      const options = { claim: false, required: false, native: key, trustsAnyProxy: trustsAnyProxy(native) };
      attach(native, await guard.check(await whole(native, request), undefined, options));
    },

    async require(native, { guard: given, policy, options }, part) {
      const key = identity(native);
      const request = translate(native);
      if (isPreflight(request) || (await isSkipped(native, options.skip))) {
        if (!written.has(key)) attach(native, undefined);
        return undefined;
      }
      const guard = given ?? (key as { [ATTACHED]?: FingerprintGuard })[ATTACHED];
      if (guard === undefined) throw noGuard();
      const { passChallenge = false } = options;
      const decision = await guard.check(await whole(native, request), policy, {
        passChallenge,
        native: key,
        claimant: part?.claimant,
        trustsAnyProxy: trustsAnyProxy(native),
      });
      attach(native, decision);
      part?.attach(decision);
      return decision.blocked ? { decision, problem: problemResponse(decision) } : undefined;
    },
  };
}

const REQUIRE_OPTIONS: Record<keyof RequireOptions<unknown>, Check> = {
  skip: (value) =>
    typeof value === 'boolean' ? undefined : callable(value) && 'expected a boolean or a function',
  passChallenge: (value) => (typeof value === 'boolean' ? undefined : 'expected a boolean'),
  onBlocked: callable,
};

/**
 * Reads `(policy?, options?)` or `(guard, policy?, options?)`. A policy given in line is compiled once, here; a name is
 * checked here where the guard is known.
 * @throws FingerprintError `ERR_FP_OPTION`, `ERR_FP_POLICY` or `ERR_FP_UNKNOWN_POLICY`.
 */
export function readRequirement<Options extends object>(args: readonly unknown[]): Requirement<Options> {
  const [first, ...rest] = args;
  const guard = isFingerprintGuard(first) ? first : undefined;
  const [policy, options = {}] = (guard ? rest : args) as [string | PolicyConfig | undefined, Options?];
  refuse(findMistakes(options, REQUIRE_OPTIONS, '{ skip, passChallenge, onBlocked }'));
  const compiled = policy === undefined || typeof policy === 'string' ? policy : definePolicy(policy);
  guard?.requirePolicy(compiled);
  return {
    options: options as Options,
    ...(guard ? { guard } : {}),
    ...(compiled === undefined ? {} : { policy: compiled }),
  };
}

/**
 * A CORS preflight carries nothing of the request it asks for; browsers make it, and no handler acts on it. With a body it
 * is none: routes of all methods would act on that. Source: the Fetch standard, "CORS-preflight fetch".
 */
function isPreflight({ method, headers }: IncomingRequest): boolean {
  const asksFor = headerValue(headers, 'access-control-request-method');
  const mayHaveBody = headers['content-type'] !== undefined || hasBody(headers);
  return method === 'OPTIONS' && asksFor !== undefined && headers.origin !== undefined && !mayHaveBody;
}

function noGuard(): FingerprintError {
  return new FingerprintError(
    'ERR_FP_NO_GUARD',
    'a route requires a decision, but there is no guard: attach one before it, such as by app.use(fingerprint(guard)), or give it the guard',
  );
}
