import type { Warn } from '../lib/warnings.js';
import type { FingerprintGuardOptions } from '../options.js';
import type { FromRequest } from '../request/from-request.js';
import type { IncomingRequest } from '../request/incoming-request.js';

const NAMES = ['linkedId', 'clientIp', 'policyFor', 'eventFrom'] as const;

/** The fields that a plain request may have. */
const FIELDS: Record<keyof IncomingRequest, true> = {
  method: true,
  url: true,
  headers: true,
  rawHeaders: true,
  query: true,
  body: true,
  eventId: true,
  cookies: true,
  ip: true,
  remoteAddress: true,
  route: true,
};

type RequestOptions = Pick<FingerprintGuardOptions, (typeof NAMES)[number]>;

/**
 * Returns the options that may be functions of a request. A warning is logged about a function that reads something of
 * the plain request that only the framework's own request has, such as `user`: it would be undefined for every client.
 */
export function watchFunctions(options: RequestOptions, warn: Warn): RequestOptions {
  const watched = NAMES.map((name) => {
    const option = options[name];
    return [name, typeof option === 'function' ? watch(name, option, warn) : option];
  });
  return Object.fromEntries(watched) as RequestOptions;
}

function watch<Answer>(name: string, ask: FromRequest<Answer>, warn: Warn): FromRequest<Answer> {
  return (request, native) => ask(native ? watchedBy(request, native, name, warn) : request, native);
}

/** Copies a request onto a prototype that sees every read of a property that the request does not have. */
function watchedBy(request: IncomingRequest, native: object, name: string, warn: Warn): IncomingRequest {
  const prototype = new Proxy(Object.prototype, {
    get(target, key, receiver) {
      if (typeof key === 'string' && !(key in FIELDS) && key in native)
        warn(
          'plain-request',
          `${name} reads ${key} of its first argument, which is plain data without it: the framework's own request is the second argument`,
        );
      return Reflect.get(target, key, receiver);
    },
  });
  return Object.setPrototypeOf({ ...request }, prototype);
}
