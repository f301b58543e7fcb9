// Compiled, not run: the types of routes that have a guard in front.
import { fingerprint, requireFingerprint } from '@fingerprint-guard/express';
import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
  Router,
} from 'express';

type ById = Request<{ id: string }>;

export const app = express();
app.use(fingerprint({ apiKey: 'key' }));

// The path says what the parameters are.
app.get('/orders/:id', requireFingerprint(), (req, res) => {
  const id: string = req.params.id;
  // @ts-expect-error: no such parameter
  res.json({ id, other: req.params.other, seen: req.fingerprint?.blocked });
});
app.get('/orders/:id/items', express.json(), requireFingerprint('login'), (req, res) => {
  const id: string = req.params.id;
  res.json(id);
});
const router = Router({ mergeParams: true });
router.use(requireFingerprint());
router
  .route('/orders/:id')
  .all(requireFingerprint())
  .post(requireFingerprint({ policy: 'strict' }), (req, res) => {
    const id: string = req.params.id;
    res.json(id);
  });
app.use('/api', requireFingerprint(), router);

// The handler says it, with bodies, queries and locals.
const typed: RequestHandler<{ id: string }, { ok: boolean }, { name: string }, { page: string }> = (
  req,
  res,
) => {
  res.json({ ok: req.params.id === req.body.name + req.query.page });
};
const ofBody: RequestHandler<{ id: string }, unknown, { name: string }> = (req, res) => {
  res.json(req.params.id === req.body.name);
};
app.post('/typed/:id', requireFingerprint(), typed);
app.post('/list/:id', [requireFingerprint(), ofBody]);
app.post(
  '/locals/:id',
  requireFingerprint(),
  (req: ById, res: Response<string, { user: string }>, next: NextFunction) => {
    res.json(req.params.id + res.locals.user);
    next();
  },
);
// Functions of a route's own request.
app.post(
  '/skipped/:id',
  requireFingerprint({
    policy: { rules: { vpn: 'deny' } },
    skip: (req: ById) => req.params.id === 'free',
    onBlocked: (_decision, { res }) => res.redirect('/step-up'),
  }),
  typed,
);
app.post(
  '/skipped/:id',
  requireFingerprint('login', { skip: async (req: ById) => req.params.id === 'free' }),
  typed,
);

export const handlers: RequestHandler[] = [fingerprint({ apiKey: 'key' }), requireFingerprint()];
export const ofRoute: RequestHandler<{ id: string }> = requireFingerprint();

// @ts-expect-error: uncalled, it is not a middleware
app.post('/uncalled', requireFingerprint, typed);
