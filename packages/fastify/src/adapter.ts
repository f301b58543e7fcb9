import {
  createAdapter,
  fastifyTrustsAnyProxy,
  isClientGone,
  mayHaveStreamBody,
  placeDecision,
  type Requirement,
  type RequireOptions,
  withoutAwaiting,
  withStatus,
} from '@fingerprint-guard/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answer } from './answer.js';
import { toIncomingRequest } from './request.js';

/** The objects with which `onBlocked` can answer. */
export interface BlockedContext {
  /** The blocked request. */
  request: FastifyRequest;
  /** Its reply, for `onBlocked` to send. */
  reply: FastifyReply;
}

/**
 * Options of a route. `onBlocked` answers as a Fastify handler does: it returns what it sends, or the `reply` that it
 * sent; if it sends nothing, the client receives problem details, with the status that it may have set.
 */
export type RequireFingerprintOptions = RequireOptions<FastifyRequest, BlockedContext>;

export const adapter = createAdapter<FastifyRequest>({
  translate: toIncomingRequest,
  identity: (request) => request,
  attach: placeDecision,
  trustsAnyProxy: fastifyTrustsAnyProxy,
  isGone: ({ raw }) => isClientGone(raw),
  mayHaveBody: ({ raw }) => mayHaveStreamBody(raw),
  isRouted: (request) => !request.is404,
});

/** Judges a request, and answers it if it is blocked: a hook that returns the result goes on, or ends the request. */
export async function judge(
  requirement: Requirement<RequireFingerprintOptions>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const blocked = await adapter.require(request, requirement);
  if (!blocked) return undefined;
  const { decision, problem } = blocked;
  const { onBlocked } = requirement.options;
  const { statusCode: before } = reply;
  const watched = watchSend(reply);
  let own: unknown;
  try {
    own = await withoutAwaiting(reply, () => onBlocked?.(decision, { request, reply }));
  } finally {
    watched.end();
  }
  if (!watched.isSent() && !reply.sent && !reply.raw.headersSent) {
    const { status, ...rest } = withStatus(problem, reply.statusCode, before);
    if (own === undefined) answer(reply, { status, ...rest });
    else reply.code(status).send(own);
  }
  // Fastify waits for a reply to finish. Without it, the handler would run while onSend hooks are at work.
  return reply;
}

/** Tracks whether a reply is sent, which Fastify itself reports only once its `onSend` hooks are done. */
function watchSend(reply: FastifyReply): { isSent(): boolean; end(): void } {
  const before = Object.getOwnPropertyDescriptor(reply, 'send');
  const { send } = reply;
  let isSent = false;
  reply.send = (payload) => {
    isSent = true;
    return send.call(reply, payload);
  };
  return {
    isSent: () => isSent,
    end() {
      if (before) Object.defineProperty(reply, 'send', before);
      else Reflect.deleteProperty(reply, 'send');
    },
  };
}
