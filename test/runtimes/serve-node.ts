import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFingerprintGuard, isClientGone, socketAddress } from '@fingerprint-guard/core';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { Shops } from './shops.js';

const shops = new Shops(createFingerprintGuard);
const server = createServer(
  getRequestListener((request, bindings) => {
    const { incoming } = bindings as HttpBindings;
    const { rawHeaders } = incoming;
    const isGone = () => isClientGone(incoming);
    return shops.answer(request, { ip: socketAddress(incoming), rawHeaders, isGone, bindings });
  }),
);
server.listen(0, '127.0.0.1', () => console.log(`port ${(server.address() as AddressInfo).port}`));
