import type { ProblemWithStatus, WebhookAnswer } from '@fingerprint-guard/core';
import type { FastifyReply } from 'fastify';

/** Answers in bytes: Fastify adds a character set to a string in a JSON type. */
export const answer = (
  reply: FastifyReply,
  { status, headers, body }: ProblemWithStatus | WebhookAnswer,
): FastifyReply =>
  reply
    .code(status)
    .headers(headers)
    .send(body && Buffer.from(JSON.stringify(body)));
