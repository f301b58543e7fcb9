import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningApp } from './harness.js';

/**
 * Listens with an application on a loopback address and a free port; closing breaks its connections.
 * @example
 * ```ts
 * import { listen } from '@fingerprint-guard/testing';
 *
 * const running = await listen((_request, response) => response.end('hello'));
 * console.log(await (await fetch(running.url)).text());
 * await running.close();
 * ```
 */
export async function listen(application: RequestListener): Promise<RunningApp> {
  const server = createServer(application);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
