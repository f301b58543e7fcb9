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
   * The client's address, as the runtime tells it; never what a client can send. With the guard's
   * `clientIp: { trustedProxies }` it is the address of the connection, which may be a proxy's; with `platform` or `header`
   * it is not read. Without either, no rule that reads the client's address can be judged.
   */
  ip?: string | null | undefined;
  /**
   * The event's id or sealed result, if the application has read it itself, such as out of a form. **If it is given, even as
   * `undefined`, the body is not read**, and headers, query and cookies count only if it holds nothing.
   */
  eventId?: unknown;
  /** The parsed body, if the application has read it itself: an object, or the `FormData`. Then nothing is read. */
  body?: unknown;
  /** The pattern of the route, as the application wrote it, for the log: nothing that a client sent. */
  route?: string | undefined;
  /** Use the id up. `false` only looks, for what is checked once more elsewhere. @defaultValue `true` */
  claim?: boolean | undefined;
  /** `false` judges and records, stops nothing, and leaves the id unused. @defaultValue `true` */
  required?: boolean | undefined;
  /** Judge the request by itself, by its headers and address, as `guard.checkEdge` does: for visits without a page. @defaultValue `false` */
  edge?: boolean | undefined;
  /** Headers as received, names and values in turn, for `edge`, if the server has them: Node's own `incoming.rawHeaders`. */
  rawHeaders?: readonly string[] | undefined;
  /** Let a challenged request through, to be stepped up. @defaultValue `false` */
  passChallenge?: boolean | undefined;
  /**
   * What has to have an event of its own, where one request does several things: a call of a batch, a field of a mutation.
   * To a second one with the same id, the id is used already.
   * @defaultValue one for each check that is given `eventId` or `body`; all other checks of a `Request` share its event
   */
  claimant?: object | undefined;
  /**
   * True once nobody waits for the answer any more, if something tells more than the request's `signal`, which learns of it
   * late: `() => isClientGone(incoming)`, of the core, with Node's own request.
   */
  isGone?: (() => boolean | undefined) | undefined;
  /**
   * Is given what may go on after the answer, the hook `onDecision` and what an event cache writes, for runtimes that would
   * end it: `(done) => ctx.waitUntil(done)` on Workers.
   */
  waitUntil?: WaitUntil | undefined;
}

const isBoolean = (value: unknown) => typeof value === 'boolean';
const isFunction = (value: unknown) => typeof value === 'function';
const isAnything = () => true;

const OPTIONS: Readonly<Record<keyof CheckRequestOptions, (value: unknown) => boolean>> = {
  policy: isAnything,
  // Not the object that a runtime has the address in: the address would silently be unknown.
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

/** @throws FingerprintError `ERR_FP_OPTION` where an option is unknown, or no value of it. */
export function checkOptions(options: CheckRequestOptions): void {
  if (options === null || typeof options !== 'object')
    throw wrong('expected options such as { policy, ip } as the third argument');
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(OPTIONS, name)) throw wrong(`${name}: unknown option`);
    if (value !== undefined && !OPTIONS[name as keyof CheckRequestOptions](value))
      throw wrong(`${name}: not a value of this option`);
  }
  checkBodyOptions(options);
}

const wrong = (issue: string) => new FingerprintError('ERR_FP_OPTION', `checkRequest: ${issue}`);
