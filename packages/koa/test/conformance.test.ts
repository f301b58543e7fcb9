import { type AppSpec, adapterConformance, listen } from '@fingerprint-guard/testing';
import { bodyParser } from '@koa/bodyparser';
import Koa3, { type Context } from 'koa';
import Koa2 from 'koa-2';
import { sideBySide } from '../../../test/support/side-by-side.js';
import { fingerprint, requireEdge, requireFingerprint } from '../src/index.js';

function start(Koa: typeof Koa3, { guard, attach, foreign, mount = '', routes }: AppSpec) {
  const app = Object.assign(new Koa(), { silent: true }).use(bodyParser());
  if (foreign) app.use((ctx, next) => Object.defineProperty(ctx.state, 'fingerprint', foreign) && next());
  if (attach) app.use(fingerprint(guard, attach));
  // As koa-mount does.
  app.use((ctx, next) => {
    ctx.path = ctx.path.startsWith(mount) ? ctx.path.slice(mount.length) : '/not-found';
    return next();
  });
  for (const { method, path, require, handle } of routes) {
    const { policy, options, edge } = require ?? {};
    const requires = edge ? requireEdge : requireFingerprint;
    const own = attach ? requires(policy, options) : requires(guard, policy, options);
    app.use((ctx, next) => {
      if (ctx.path !== path || ctx.method.replace('HEAD', 'GET') !== method) return next();
      // As a router does.
      ctx._matchedRoute = mount + path;
      const handler = async () => Object.assign(ctx, { body: handle(ctx.state.fingerprint) });
      return require ? own(ctx, handler) : handler();
    });
  }
  return listen(app.callback());
}

const answer = (ctx: unknown, status: number, body: unknown) =>
  Object.assign(ctx as Context, { status, body });

const setStatus = (ctx: unknown, status: number) => Object.assign(ctx as Context, { status });

for (const [name, Koa] of Object.entries({ 'Koa 3': Koa3, 'Koa 2': Koa2 }))
  adapterConformance({ name, start: async (app) => start(Koa, app), answer, setStatus }, sideBySide());
