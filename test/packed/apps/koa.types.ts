// Compiled, not run: the types of what stands behind a guard.
import { fingerprint, requireFingerprint } from '@fingerprint-guard/koa';
import Router from '@koa/router';
import Koa, { type Context, type Middleware, type ParameterizedContext } from 'koa';

interface State {
  user: string;
}
interface Db {
  db: { find(name: string): string };
}

new Koa().use(fingerprint({ apiKey: 'key' })).use((ctx) => {
  const blocked: boolean | undefined = ctx.state.fingerprint?.blocked;
  ctx.body = blocked;
});

export const app = new Koa<State, Db>();
app.use(fingerprint({ apiKey: 'key' }));
app.use(requireFingerprint()).use((ctx) => {
  const user: string = ctx.db.find(ctx.state.user);
  ctx.body = { user, blocked: ctx.state.fingerprint?.blocked };
});

const router = new Router<State, Db>();
router.use(requireFingerprint());
router.post('/orders/:id', requireFingerprint('login'), (ctx) => {
  const found: string = ctx.db.find(ctx.state.user);
  const id: string | undefined = ctx.params.id;
  ctx.body = { found, id, blocked: ctx.state.fingerprint?.blocked };
});
router.post('/typed', requireFingerprint({ policy: 'strict' }), (ctx: ParameterizedContext<State, Db>) => {
  const found: string = ctx.db.find(ctx.state.user);
  ctx.body = found;
});
router.post(
  '/chain',
  requireFingerprint(),
  async (ctx, next) => {
    const user: string = ctx.state.user;
    await next();
    ctx.body = user;
  },
  (ctx) => {
    const found: string = ctx.db.find(ctx.state.user);
    ctx.body = found;
  },
);
router.post(
  '/skipped',
  requireFingerprint({
    skip: (ctx: ParameterizedContext<State, Db>) => ctx.state.user === 'admin',
    onBlocked: (_decision, ctx: Context) => ctx.redirect('/step-up'),
  }),
);
app.use(router.routes());

export const middlewares: Middleware[] = [fingerprint({ apiKey: 'key' }), requireFingerprint()];
export const ofState: Middleware<State, Db> = requireFingerprint();

// @ts-expect-error: uncalled, it is not a middleware
app.use(requireFingerprint);
