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

// Hono is told of no connection.
const shops = new Shops(createFingerprintGuard, { clientIp: { platform: 'cloudflare' } });

export default {
  async fetch(request: Request, env: Env, execution: Execution): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === '/__claim') {
      const { key, ttlMs } = (await request.json()) as { key: string; ttlMs: number };
      return Response.json(await durableReplayStore(env.USED_IDS).claim(key, ttlMs));
    }
    if (pathname === '/__doctor') {
      const guard = createFingerprintGuard({ apiKey: 'any', logger: false });
      return Response.json(guard.doctor().map(({ code, severity }) => `${code} ${severity}`));
    }
    const ip = request.headers.get('cf-connecting-ip');
    return shops.answer(request, { ip, bindings: env, waitUntil: (done) => execution.waitUntil(done) });
  },
};
