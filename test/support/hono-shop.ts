import { fingerprint, requireEdge, requireFingerprint } from '@fingerprint-guard/hono';
import type { AppSpec } from '@fingerprint-guard/testing';
import { Hono } from 'hono';

/** The application that the conformance suite asks for, of Hono. */
export function honoApp({ guard, attach, foreign, mount = '/', routes }: AppSpec): Hono {
  const app = new Hono().onError((_error, c) => c.text('Internal Server Error', 500));
  app.use(async (c, next) => {
    if (foreign) c.set('fingerprint', foreign.get ? foreign.get() : foreign.value);
    await next();
  });
  if (attach) app.use(fingerprint(guard, attach));
  const shop = new Hono();
  for (const { method, path, require, handle } of routes) {
    const { policy, options, edge } = require ?? {};
    const requires = edge ? requireEdge : requireFingerprint;
    const own = attach ? requires(policy, options) : requires(guard, policy, options);
    shop.on(method, [path], ...(require ? [own] : []), async (c) =>
      c.json((await handle(c.get('fingerprint'))) as object),
    );
  }
  return app.route(mount, shop);
}
