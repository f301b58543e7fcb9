import type { Decision } from '../decision/decision.js';
import { type ProblemResponse, problemResponse } from '../decision/problem-details.js';
import type { FingerprintGuard } from '../guard/fingerprint-guard.js';
import { FingerprintError } from '../lib/errors.js';
import { hasBody, headerValue, type IncomingRequest } from '../request/incoming-request.js';
import type { Requirement, RequireOptions, Skip } from './requirement.js';

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

/** A request that must not go on, and what its client is told. */
export interface Blocked {
  decision: Decision;
  problem: ProblemResponse;
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
