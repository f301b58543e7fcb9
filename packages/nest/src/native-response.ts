import type { ServerResponse } from 'node:http';

/** The parts of Fastify's reply that are used. */
interface FastifyReply {
  raw: ServerResponse;
  sent: boolean;
  code(status: number): FastifyReply;
  headers(headers: Record<string, string>): FastifyReply;
  send(payload: Buffer): FastifyReply;
}

/** The response of Express, or the reply of Fastify. */
export type NativeResponse = ServerResponse | FastifyReply;

/** Problem details, as a guard and a webhook's receiver have them. */
interface Problem {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** Answers with problem details, unless something has answered already. */
export function sendProblem(response: NativeResponse, problem: Problem): void {
  const body = JSON.stringify(problem.body);
  if ('raw' in response) {
    if (response.sent || response.raw.headersSent) return;
    // Bytes: Fastify adds a character set to a string in a JSON type.
    response.code(problem.status).headers(problem.headers).send(Buffer.from(body));
    return;
  }
  if (response.headersSent) return;
  // Past Express's own `send`, which adds a character set too.
  response.statusCode = problem.status;
  for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
  response.end(body);
}
