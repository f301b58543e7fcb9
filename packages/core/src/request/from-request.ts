import type { IncomingRequest } from './incoming-request.js';

/**
 * A function of the application's that reads something of a request.
 * @param native The framework's own request, for what a session or an earlier middleware put there: the request of Express
 * and Fastify, on Nest that of its platform, and the context of Koa and Hono. Undefined where a check has none.
 */
export type FromRequest<Answer> = (request: IncomingRequest, native?: object | undefined) => Answer;
