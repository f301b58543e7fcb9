import {
  createAdapter,
  fastifyBelievesAnyProxy,
  isClientGone,
  mayHaveStreamBody,
  placeDecision,
  type Requirement,
  type RequireOptions,
} from '@fingerprint-guard/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answer } from './answer.js';
import { toIncomingRequest } from './request.js';

/** What `onBlocked` is given to answer with. */
export interface BlockedContext {
  /** The request that is blocked. */
  request: FastifyRequest;
  /** Its reply, for `onBlocked` to send. */
  reply: FastifyReply;
}

/**
 * Options of a route. `onBlocked` answers as a Fastify handler does: it returns what it sends, or the `reply` that it
 * sent; where it returns nothing, the client is told problem details.
 */
export type RequireFingerprintOptions = RequireOptions<FastifyRequest, BlockedContext>;

export const adapter = createAdapter<FastifyRequest>({
  translate: toIncomingRequest,
  identity: (request) => request,
  attach: placeDecision,
  trustsAnyProxy: fastifyBelievesAnyProxy,
  isGone: ({ raw }) => isClientGone(raw),
  mayHaveBody: ({ raw }) => mayHaveStreamBody(raw),
  isRouted: (request) => !request.is404,
});

/** Judges a request, and answers it where it is blocked: a hook that returns this goes on, or is the end of it. */
export async function judge(
  requirement: Requirement<RequireFingerprintOptions>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const blocked = await adapter.require(request, requirement);
  if (!blocked) return undefined;
  const { decision, problem } = blocked;
  const watched = watchSend(reply);
  let own: unknown;
  try {
    own = await requirement.options.onBlocked?.(decision, { request, reply });
  } finally {
    watched.end();
  }
  const isAnswered = watched.isSent() || reply.sent || reply.raw.headersSent;
  if (!isAnswered && own === undefined) answer(reply, problem);
  else if (!isAnswered) {
    if (reply.statusCode === 200) reply.code(problem.status);
    reply.send(own);
  }
  // Fastify waits for a reply to be over. Without it, the handler would run while onSend hooks are at work.
  return reply;
}

/** Watches whether a reply is sent, which Fastify itself tells only once its `onSend` hooks are through. */
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
