import { type AppSpec, adapterConformance, listen } from '@fingerprint-guard/testing';
import express5, { type RequestHandler } from 'express';
import express4 from 'express-4';
import { sideBySide } from '../../../test/support/side-by-side.js';
import { type BlockedContext, fingerprint, requireEdge, requireFingerprint } from '../src/index.js';

function start(express: typeof express5, { guard, attach, foreign, mount, routes }: AppSpec) {
  const app = express().use(express.json());
  if (foreign)
    app.use((req, _res, next) => {
      Object.defineProperty(req, 'fingerprint', foreign);
      next();
    });
  if (attach) app.use(fingerprint(guard, attach));
  const router = express.Router();
  app.use(mount ?? '/', router);
  for (const { method, path, require, handle } of routes) {
    const { policy, options, edge } = require ?? {};
    const requires = edge ? requireEdge : requireFingerprint;
    const own = () => (attach ? requires(policy, options) : requires(guard, policy, options));
    const handler: RequestHandler = (req, res) => void res.json(handle(req.fingerprint));
    router[method === 'GET' ? 'get' : 'post'](path, ...(require ? [own()] : []), handler);
  }
  return listen(app);
}

const answer = (context: unknown, status: number, body: unknown) =>
  (context as BlockedContext).res.status(status).json(body);

const setStatus = (context: unknown, status: number) => (context as BlockedContext).res.status(status);

for (const [name, express] of Object.entries({ 'Express 5': express5, 'Express 4': express4 }))
  adapterConformance({ name, start: async (app) => start(express, app), answer, setStatus }, sideBySide());
