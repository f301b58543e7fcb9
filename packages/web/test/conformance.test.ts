import { createFingerprintGuard, isClientGone, socketAddress } from '@fingerprint-guard/core';
import { type AppSpec, adapterConformance, listen } from '@fingerprint-guard/testing';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { sideBySide } from '../../../test/support/side-by-side.js';
import { webShop } from '../../../test/support/web-shop.js';

function start(app: AppSpec) {
  const shop = webShop(app);
  return listen(
    getRequestListener((request, env) => {
      const { incoming } = env as HttpBindings;
      const { rawHeaders } = incoming;
      return shop(request, { rawHeaders, ip: socketAddress(incoming), isGone: () => isClientGone(incoming) });
    }),
  );
}

const answer = (_request: unknown, status: number, body: unknown) => Response.json(body, { status });

adapterConformance({ name: 'web', createGuard: createFingerprintGuard, start, answer }, sideBySide());
