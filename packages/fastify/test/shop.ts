import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { eachTest as eachTestOfAdapters, type Shop } from '../../../test/support/shop.js';

/** A shop whose applications are Fastify's. */
export interface FastifyShop extends Shop {
  app(settings?: FastifyServerOptions): FastifyInstance;
  /** Starts the application if it is not listening yet, and sends it a request. */
  ask(app: FastifyInstance, path: string, init?: RequestInit): Promise<Response>;
}

/** A shop for each test of a file. */
export function eachTest(): FastifyShop {
  const shop = eachTestOfAdapters();
  return Object.assign(shop, {
    app(settings?: FastifyServerOptions) {
      const app: FastifyInstance = Fastify(settings);
      shop.endings.push(() => app.close());
      return app;
    },
    async ask(app: FastifyInstance, path: string, init?: RequestInit) {
      if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' });
      return fetch(app.listeningOrigin + path, init);
    },
  });
}

/** A POST of JSON. */
export const posted = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
