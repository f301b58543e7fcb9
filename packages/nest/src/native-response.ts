import type { ServerResponse } from 'node:http';
import type { ProblemResponse } from '@fingerprint-guard/core';

/** What is used of Fastify's reply. */
interface FastifyReply {
  raw: ServerResponse;
  sent: boolean;
  code(status: number): FastifyReply;
  headers(headers: Record<string, string>): FastifyReply;
  send(payload: Buffer): FastifyReply;
}

/** The response of Express, or the reply of Fastify. */
export type NativeResponse = ServerResponse | FastifyReply;

/** Answers with problem details, unless somebody has answered already. */
export function sendProblem(response: NativeResponse, problem: ProblemResponse): void {
  const body = JSON.stringify(problem.body);
  if ('raw' in response) {
    if (response.sent || response.raw.headersSent) return;
    // Bytes: to a text in a JSON type, Fastify adds a character set.
    response.code(problem.status).headers(problem.headers).send(Buffer.from(body));
    return;
  }
  if (response.headersSent) return;
  // Past Express's own `send`, which adds a character set too.
  response.statusCode = problem.status;
  for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
  response.end(body);
}
