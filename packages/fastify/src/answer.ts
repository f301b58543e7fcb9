import type { ProblemResponse, WebhookAnswer } from '@fingerprint-guard/core';
import type { FastifyReply } from 'fastify';

/** Answers in bytes: to a text in a JSON type, Fastify adds a character set. */
export const answer = (
  reply: FastifyReply,
  { status, headers, body }: ProblemResponse | WebhookAnswer,
): FastifyReply =>
  reply
    .code(status)
    .headers(headers)
    .send(body && Buffer.from(JSON.stringify(body)));
