import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';

/** A server that answers on a free port of this machine. */
export interface RecipeServer {
  url: string;
  close(): Promise<void>;
}

export async function listen(server: Server): Promise<RecipeServer> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server.close(), 'close');
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Serves what takes a `Request` and the address of its connection. */
export const listenFetch = (
  answer: (request: Request, ip: string | undefined) => Response | Promise<Response>,
) =>
  listen(
    createServer(
      getRequestListener((request, env) =>
        answer(request, (env as HttpBindings).incoming.socket.remoteAddress),
      ),
    ),
  );
