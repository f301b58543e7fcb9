import { createFingerprintGuard } from '@fingerprint-guard/core/fetch';
import { durableReplayStore, type UsedId } from './durable-replay-store.js';
import { Shops } from './shops.js';

export { UsedId } from './durable-replay-store.js';

interface Env {
  USED_IDS: DurableObjectNamespace<UsedId>;
}

interface Execution {
  waitUntil(done: Promise<unknown>): void;
}

// Hono has no connection info.
const shops = new Shops(createFingerprintGuard, { clientIp: { platform: 'cloudflare' } });

export default {
  async fetch(request: Request, env: Env, execution: Execution): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === '/__claim') {
      const { key, ttlMs } = (await request.json()) as { key: string; ttlMs: number };
      return Response.json(await durableReplayStore(env.USED_IDS).claim(key, ttlMs));
    }
    const waitUntil = (done: Promise<unknown>) => execution.waitUntil(done);
    return shops.answer(request, { ipHeader: 'cf-connecting-ip', bindings: env, waitUntil });
  },
};
