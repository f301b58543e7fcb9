/**
 * Runs a function that may return a reply, and does not wait for that reply. Fastify's is a thenable: whoever awaits it
 * waits until it is answered, and for good if nobody answers it. Meanwhile it is awaited like any other value.
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
  const before = Object.getOwnPropertyDescriptor(reply, 'then');
  Object.defineProperty(reply, 'then', { value: undefined, configurable: true });
  try {
    const answer = await run();
    return answer === reply ? undefined : answer;
  } finally {
    if (before) Object.defineProperty(reply, 'then', before);
    else Reflect.deleteProperty(reply, 'then');
  }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
