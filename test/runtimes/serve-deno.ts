import { createFingerprintGuard } from '@fingerprint-guard/core';
import { Shops } from './shops.js';

interface DenoInfo {
  remoteAddr: { hostname: string };
}

declare const Deno: {
  serve(
    options: { hostname: string; port: number; onListen(address: { port: number }): void },
    handler: (request: Request, info: DenoInfo) => Promise<Response>,
  ): unknown;
};

const shops = new Shops(createFingerprintGuard);
Deno.serve(
  { hostname: '127.0.0.1', port: 0, onListen: ({ port }) => console.log(`port ${port}`) },
  (request, info) => shops.answer(request, { ip: info.remoteAddr.hostname, bindings: info }),
);
