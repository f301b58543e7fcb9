import type { Decision } from '../decision/decision.js';
import { type ProblemResponse, problemResponse } from '../decision/problem-details.js';
import type { FingerprintGuard } from '../guard/fingerprint-guard.js';
import { FingerprintError } from '../lib/errors.js';
import type { WaitUntil } from '../lib/wait-until.js';
import { hasBody, type IncomingRequest } from '../request/incoming-request.js';
import { readAddressesEarly } from './connection.js';
import { isSkipped } from './is-skipped.js';
import { namingPlace } from './naming-place.js';
import { asksAsPreflight } from './preflight.js';
import {
  type BodyOptions,
  DEFAULT_MAX_BODY_BYTES,
  type Requirement,
  type RequireOptions,
  type Skip,
} from './requirement.js';

/**
 * An adapter's knowledge of its framework. `Native` is the request that the framework passes to middleware or a guard.
 */
export interface Framework<Native> {
  /** Translates the request into its neutral form. */
  translate(native: Native): IncomingRequest;
  /**
   * Reads the parsed body, if the framework reads it only on demand; undefined for one that is too large. Not called
   * for requests that are not checked, nor if the event ID is found elsewhere in the request.
   */
  readBody?(native: Native, maxBytes: number): Promise<unknown>;
  /** Returns the object that is the same for everything that handles one request. */
  identity(native: Native): object;
  /** Returns the request that the application's functions receive. @defaultValue `native` */
  contextOf?(native: Native): object;
  /** Puts the decision where handlers find it, replacing whatever was there; `undefined` removes it. */
  attach(native: Native, decision: Decision | undefined): void;
  /** True if the framework takes the client's address from any forwarding header. */
  trustsAnyProxy?(native: Native): boolean;
  /**
   * True if the client no longer waits for the answer; undefined if that is unknown. Called repeatedly during a check.
   */
  isGone?(native: Native): boolean | undefined;
  /** True if the request may have a body that its headers do not announce; undefined if only the headers can tell. */
  mayHaveBody?(native: Native): boolean | undefined | Promise<boolean>;
  /** True if a route matched the request, so the handler behind the middleware belongs to that route. */
  isRouted?(native: Native): boolean;
  /** Keeps the runtime alive for work that outlasts the response; undefined if the runtime does not need it. */
  waitUntil?(native: Native): WaitUntil | undefined;
}

/** A blocked request, and the answer to its client. */
export interface Blocked {
  /** The decision, for the server's own log. */
  decision: Decision;
  /** The answer to the client. */
  problem: ProblemResponse;
}

/** A part of a request that has its own handler, such as a field of a GraphQL request, or one check of it. */
interface RequestPart {
  /** The name of its handler, instead of the request's `route`. */
  route?: string | undefined;
  /** As in `CheckOptions`. */
  claimant: object | undefined;
  /** As in `CheckOptions`. */
  claim?: boolean;
  /** Puts the decision where the handler of this part finds it, next to the request's own. */
  attach(decision: Decision): void;
}

/** The operations of every adapter. */
export interface Adapter<Native> {
  /** Records the client's current address, for a hook that runs before the one that checks. */
  arrive(native: Native): void;
  /** Judges the request and attaches the decision, but never blocks. */
  attach(native: Native, guard: FingerprintGuard, skip?: Skip<Native>, body?: BodyOptions): Promise<void>;
  /**
   * Judges the request and attaches the decision; resolves to the answer if the request is blocked.
   * @param part The part of the request to check; without it, the whole.
   * @throws FingerprintError `ERR_FP_NO_GUARD` if no guard was given or attached; `ERR_FP_UNKNOWN_POLICY` or
   * `ERR_FP_POLICY`, which name the route, if its policy does not exist or has issues.
   */
  require(
    native: Native,
    requirement: Requirement<RequireOptions<Native, never> & BodyOptions>,
    part?: RequestPart,
  ): Promise<Blocked | undefined>;
}

// Properties that an adapter sets on the framework's own objects; its ESM and CommonJS copies in one process share
// them.
/** The guard that the routes behind the middleware share. */
const ATTACHED = Symbol.for('fingerprint-guard.attached-guard');
/** A decision was attached, or removed. */
const WRITTEN = Symbol.for('fingerprint-guard.written');
/** The last known addresses of a request. */
const ADDRESSES = Symbol.for('fingerprint-guard.addresses');

interface Notes {
  [ATTACHED]?: FingerprintGuard;
  [WRITTEN]?: boolean;
  [ADDRESSES]?: Addresses;
}

function note<Name extends keyof Notes>(place: object & Notes, name: Name, value: Notes[Name]): void {
  Object.defineProperty(place, name, { value, configurable: true });
}

/**
 * Builds an adapter for a framework: it translates, checks and attaches; the caller passes the request on or blocks it.
 * @example
 * ```ts
 * import { createAdapter, type Decision, socketAddress } from '@fingerprint-guard/core';
 * import type { IncomingMessage } from 'node:http';
 *
 * const adapter = createAdapter<IncomingMessage & { fingerprint?: Decision | undefined }>({
 *   translate: (request) => ({
 *     method: request.method ?? 'GET',
 *     url: request.url ?? '/',
 *     headers: request.headers,
 *     ip: socketAddress(request),
 *   }),
 *   identity: (request) => request,
 *   attach: (request, decision) => {
 *     request.fingerprint = decision;
 *   },
 * });
 * ```
 */
export function createAdapter<Native extends object>(framework: Framework<Native>): Adapter<Native> {
  const { readBody } = framework;
  readAddressesEarly();
  const identity = (native: Native): object & Notes => framework.identity(native);
  const attach = (native: Native & Notes, decision: Decision | undefined) => {
    framework.attach(native, decision);
    note(native, WRITTEN, true);
  };

  /** Translates the request into its neutral form. A closed connection no longer reports its address. */
  function translate(native: Native): IncomingRequest {
    const key = identity(native);
    const request = withAddresses(framework.translate(native), key[ADDRESSES]);
    note(key, ADDRESSES, { ip: request.ip, remoteAddress: request.remoteAddress });
    return request;
  }

  async function isPreflight(native: Native, request: IncomingRequest): Promise<boolean> {
    return asksAsPreflight(request) && !hasBody(request.headers) && !(await framework.mayHaveBody?.(native));
  }

  /** Builds the options of a check of the native request. */
  const checkOptions = (native: Native, { maxBodyBytes = DEFAULT_MAX_BODY_BYTES }: BodyOptions) => ({
    native: identity(native),
    context: framework.contextOf?.(native) ?? native,
    trustsAnyProxy: framework.trustsAnyProxy?.(native) ?? false,
    isGone: () => framework.isGone?.(native),
    waitUntil: framework.waitUntil?.(native),
    ...(readBody ? { readBody: () => readBody(native, maxBodyBytes) } : {}),
  });

  return {
    arrive: (native) => void translate(native),

    async attach(native, guard, skip, body = {}) {
      note(identity(native), ATTACHED, guard);
      attach(native, undefined);
      const request = translate(native);
      if ((await isPreflight(native, request)) || (await isSkipped(skip, native))) return;
      const options = { claim: false, required: false, ...checkOptions(native, body) };
      attach(native, await guard.check(request, undefined, options));
    },

    async require(native, { guard: given, policy, options, edge }, part) {
      const key = identity(native);
      const request = withRoute(translate(native), part?.route);
      const guard = given ?? key[ATTACHED];
      // Before anything that may skip the request, so that the very first request reveals a misspelt policy.
      if (guard) namingPlace(part?.route ?? placeOf(request), () => guard.requirePolicy(policy, { edge }));
      const isExempt = !framework.isRouted?.(native) && (await isPreflight(native, request));
      if (isExempt || (await isSkipped(options.skip, native))) {
        if (!(native as Notes)[WRITTEN]) attach(native, undefined);
        return undefined;
      }
      if (guard === undefined) throw noGuard();
      const { passChallenge = false } = options;
      const told = { passChallenge, ...checkOptions(native, options) };
      const decision = edge
        ? await guard.checkEdge(request, policy, told)
        : await guard.check(request, policy, { claimant: part?.claimant, claim: part?.claim, ...told });
      attach(native, decision);
      part?.attach(decision);
      return decision.blocked ? { decision, problem: problemResponse(decision) } : undefined;
    },
  };
}

/** Names the route of a request, for errors. */
const placeOf = ({ method, route }: IncomingRequest): string | undefined => route && `${method} ${route}`;

function withRoute(request: IncomingRequest, route: string | undefined): IncomingRequest {
  return route === undefined ? request : { ...request, route };
}

type Addresses = Pick<IncomingRequest, 'ip' | 'remoteAddress'>;

function withAddresses(request: IncomingRequest, before: Addresses | undefined): IncomingRequest {
  if (before === undefined) return request;
  return {
    ...request,
    ip: request.ip ?? before.ip,
    ...('remoteAddress' in request ? { remoteAddress: request.remoteAddress ?? before.remoteAddress } : {}),
  };
}

function noGuard(): FingerprintError {
  return new FingerprintError(
    'ERR_FP_NO_GUARD',
    'a route requires a decision, but there is no guard: attach one before it, such as with app.use(fingerprint(guard)), or give it the guard',
  );
}
