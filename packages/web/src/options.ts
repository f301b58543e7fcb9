import {
  type BodyOptions,
  checkBodyOptions,
  FingerprintError,
  type PolicyConfig,
  type WaitUntil,
} from '@fingerprint-guard/core/fetch';

/** Options of `checkRequest`. */
export interface CheckRequestOptions extends BodyOptions {
  /** A policy's name, or a policy; without one, the guard's own. */
  policy?: string | PolicyConfig | undefined;
  /**
   * The client's address, as the runtime reports it; never a value that a client can send. With the guard's
   * `clientIp: { trustedProxies }`, it is the address of the connection, which may be a proxy's; with `platform` or `header`,
   * it is not read. Without `ip` and `clientIp`, rules that read the client's address are undecided.
   */
  ip?: string | null | undefined;
  /**
   * The event ID or sealed result, if the application has read it itself, such as from a form. **If the option is present, even as
   * `undefined`, the body is not read**, and headers, query and cookies count only if it is empty.
   */
  eventId?: unknown;
  /** The parsed body, if the application has read it itself: an object, or the `FormData`. The request's own body is then not read. */
  body?: unknown;
  /** The pattern of the route, as the application defines it, for the log; never a value that a client sent. */
  route?: string | undefined;
  /** Consume the ID. `false` does not, for a request that is checked again elsewhere. @defaultValue `true` */
  claim?: boolean | undefined;
  /** `false` evaluates and records, blocks nothing, and does not consume the ID. @defaultValue `true` */
  required?: boolean | undefined;
  /** Judge the request by its headers and address, without an event, as `guard.checkEdge` does. @defaultValue `false` */
  edge?: boolean | undefined;
  /** Headers as received, names and values in turn, for `edge`, if the server provides them: Node's `incoming.rawHeaders`. */
  rawHeaders?: readonly string[] | undefined;
  /** Let a challenged request through to a handler that does the step-up itself. @defaultValue `false` */
  passChallenge?: boolean | undefined;
  /**
   * Identifies what needs its own event if one request does several things: a call of a batch, a field of a mutation.
   * For a second claimant with the same ID, the ID counts as used.
   * @defaultValue a new one for each check with `eventId` or `body`; all other checks of a `Request` share its event
   */
  claimant?: object | undefined;
  /**
   * Returns true once the client is gone, for servers that know it earlier than the request's `signal` does: with Node's own
   * request, `() => isClientGone(incoming)` of the core.
   */
  isGone?: (() => boolean | undefined) | undefined;
  /**
   * Receives work that may continue after the answer, such as `onDecision` and writes of an event cache, for runtimes that would
   * end it: `(done) => ctx.waitUntil(done)` on Workers.
   */
  waitUntil?: WaitUntil | undefined;
}

const isBoolean = (value: unknown) => typeof value === 'boolean';
const isFunction = (value: unknown) => typeof value === 'function';
const isAnything = () => true;

const OPTIONS: Readonly<Record<keyof CheckRequestOptions, (value: unknown) => boolean>> = {
  policy: isAnything,
  // Rejects the object in which a runtime stores the address: the address would silently be unknown.
  ip: (value) => value === null || typeof value === 'string',
  eventId: isAnything,
  body: isAnything,
  route: (value) => typeof value === 'string',
  claim: isBoolean,
  required: isBoolean,
  passChallenge: isBoolean,
  edge: isBoolean,
  rawHeaders: Array.isArray,
  claimant: (value) => typeof value === 'object' && value !== null,
  maxBodyBytes: isAnything,
  isGone: isFunction,
  waitUntil: isFunction,
};

/** @throws FingerprintError `ERR_FP_OPTION` if an option is unknown or has a wrong value. */
export function checkOptions(options: CheckRequestOptions): void {
  if (options === null || typeof options !== 'object')
    throw wrong('expected options such as { policy, ip } as the third argument');
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(OPTIONS, name)) throw wrong(`${name}: unknown option`);
    if (value !== undefined && !OPTIONS[name as keyof CheckRequestOptions](value))
      throw wrong(`${name}: wrong value`);
  }
  checkBodyOptions(options);
}

const wrong = (issue: string) => new FingerprintError('ERR_FP_OPTION', `checkRequest: ${issue}`);
