import { createFingerprintGuard } from '@fingerprint-guard/core';
import { Shops } from './shops.js';

interface BunServer {
  port: number;
  requestIP(request: Request): { address: string } | null;
}

declare const Bun: {
  serve(options: {
    hostname: string;
    port: number;
    fetch(request: Request, server: BunServer): Promise<Response>;
  }): BunServer;
};

const shops = new Shops(createFingerprintGuard);
const { port } = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch: (request, server) =>
    shops.answer(request, { ip: server.requestIP(request)?.address, bindings: server }),
});
console.log(`port ${port}`);
