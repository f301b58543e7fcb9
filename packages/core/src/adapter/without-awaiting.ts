/** The methods of Fastify's reply that only prepare or inspect a response; any other may send it, now or later. */
const PREPARING = new Set([
  ...['code', 'status', 'type', 'header', 'headers', 'getHeader', 'getHeaders', 'hasHeader', 'removeHeader'],
  ...['trailer', 'hasTrailer', 'removeTrailer', 'serializer', 'writeEarlyHints', 'getDecorator'],
  ...['constructor', 'then'],
]);

/**
 * Runs a function that may return a reply, and waits for that reply only if the function sends it. Fastify's reply is a
 * thenable: awaiting it takes until it is sent, which is forever if nobody sends it.
 * @param reply The framework's reply, or anything else, which is left alone.
 * @returns The function's answer; undefined for the reply itself.
 * @example
 * ```ts
 * import { withoutAwaiting } from '@fingerprint-guard/core';
 * import type { FastifyReply } from 'fastify';
 *
 * async function answer(reply: FastifyReply, onBlocked: (reply: FastifyReply) => unknown) {
 *   const own = await withoutAwaiting(reply, () => onBlocked(reply));
 *   if (!reply.sent) reply.send(own ?? 'blocked');
 * }
 * ```
 */
export async function withoutAwaiting(reply: unknown, run: () => unknown): Promise<unknown> {
  if (!isThenable(reply)) return await run();
  const overlay = new Overlay(reply);
  let hasAnswering = false;
  let own: unknown;
  try {
    overlay.put('then', undefined);
    for (const [name, method] of answeringMethods(reply))
      overlay.put(name, function (this: unknown, ...args: unknown[]) {
        hasAnswering = true;
        return Reflect.apply(method, this, args);
      });
    own = await run();
  } finally {
    overlay.remove();
  }
  if (own !== reply) return own;
  if (hasAnswering) await reply;
  return undefined;
}

const isThenable = (value: unknown): value is object & PromiseLike<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === 'function';

type Method = (...args: unknown[]) => unknown;

/** The methods that may send the reply, those of plugins included. */
function answeringMethods(reply: object): Map<string, Method> {
  const methods = new Map<string, Method>();
  for (let level = reply; level && level !== Object.prototype; level = Object.getPrototypeOf(level))
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level)))
      if (typeof value === 'function' && !PREPARING.has(name) && !methods.has(name)) methods.set(name, value);
  return methods;
}

/** Own properties in front of an object's, until they are removed. */
class Overlay {
  readonly #target: object;
  readonly #before = new Map<string, PropertyDescriptor | undefined>();

  constructor(target: object) {
    this.#target = target;
  }

  put(name: string, value: unknown): void {
    this.#before.set(name, Object.getOwnPropertyDescriptor(this.#target, name));
    Object.defineProperty(this.#target, name, { value, configurable: true, writable: true });
  }

  remove(): void {
    for (const [name, descriptor] of this.#before)
      if (descriptor) Object.defineProperty(this.#target, name, descriptor);
      else Reflect.deleteProperty(this.#target, name);
  }
}
