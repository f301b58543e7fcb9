// Compiled, not run: the types of routes that have a guard in front.
import { fingerprint, requireFingerprint } from '@fingerprint-guard/hono';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { validator } from 'hono/validator';

interface Env {
  Variables: { user: string };
  Bindings: { KEY: string };
}

const order = validator('json', (value) => ({ amount: Number((value as { amount: unknown }).amount) }));

export const app = new Hono<Env>()
  .use(fingerprint({ apiKey: 'key' }))
  .post('/orders/:id', requireFingerprint('login'), (c) => {
    const id: string = c.req.param('id');
    const user: string = c.get('user') + c.env.KEY;
    const blocked: boolean | undefined = c.get('fingerprint')?.blocked;
    return c.json({ id, user, blocked });
  })
  .post('/before/:id', requireFingerprint({ policy: 'strict' }), order, (c) => {
    const amount: number = c.req.valid('json').amount;
    const id: string = c.req.param('id');
    return c.json({ amount, id });
  })
  .post('/after/:id', order, requireFingerprint(), (c) => {
    const amount: number = c.req.valid('json').amount;
    const id: string = c.req.param('id');
    return c.json({ amount, id });
  })
  // @ts-expect-error: no such variable
  .get('/wrong', requireFingerprint(), (c) => c.text(c.get('nothing')))
  .get('/typed', requireFingerprint(), (c: Context<Env>) => c.text(c.get('user')));

app.post(
  '/skipped/:id',
  requireFingerprint({
    skip: (c: Context<Env, '/skipped/:id'>) => c.req.param('id') === c.get('user'),
    onBlocked: (_decision, c: Context<Env>) => c.redirect('/step-up'),
  }),
);

export const middlewares: MiddlewareHandler[] = [fingerprint({ apiKey: 'key' }), requireFingerprint()];

// @ts-expect-error: uncalled, it is not a middleware
app.use(requireFingerprint);
