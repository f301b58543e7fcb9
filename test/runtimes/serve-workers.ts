import { createFingerprintGuard } from '@fingerprint-guard/core/fetch';
import { durableReplayStore, type UsedId } from './durable-replay-store.js';
import { kvReplayStore } from './kv-replay-store.js';
import { Shops } from './shops.js';

export { UsedId } from './durable-replay-store.js';

interface Env {
  USED_IDS: DurableObjectNamespace<UsedId>;
  /** Miniflare alone has one. */
  USED_IDS_KV?: KVNamespace;
}

interface Execution {
  waitUntil(done: Promise<unknown>): void;
}

// Hono has no connection info.
const shops = new Shops(createFingerprintGuard, { clientIp: { platform: 'cloudflare' } });

export default {
  async fetch(request: Request, env: Env, execution: Execution): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/__claim') {
      const { key, ttlMs } = (await request.json()) as { key: string; ttlMs: number };
      const inKv = searchParams.get('store') === 'kv' && env.USED_IDS_KV;
      const store = inKv ? kvReplayStore(inKv) : durableReplayStore(env.USED_IDS);
      return Response.json(await store.claim(key, ttlMs));
    }
    const waitUntil = (done: Promise<unknown>) => execution.waitUntil(done);
    return shops.answer(request, { ipHeader: 'cf-connecting-ip', bindings: env, waitUntil });
  },
};
