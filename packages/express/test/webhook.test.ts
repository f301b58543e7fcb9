import { listen, type WebhookAppSpec, webhookConformance } from '@fingerprint-guard/testing';
import express5, { type ErrorRequestHandler, type RequestHandler } from 'express';
import express4 from 'express-4';
import { sideBySide } from '../../../test/support/side-by-side.js';
import { fingerprintWebhook } from '../src/index.js';

/** An application whose receiver stands behind this middleware. */
function start(
  express: typeof express5,
  before: RequestHandler[],
  { guard, secrets, parsed, onError }: WebhookAppSpec,
) {
  const app = express().disable('x-powered-by');
  const report: ErrorRequestHandler = (error, _req, res, _next) => {
    onError(error);
    res.status(error.status ?? 500).end();
  };
  const parsers = parsed ? [express.json()] : before;
  app.post('/webhook', ...parsers, fingerprintWebhook(guard, { secrets }));
  return listen(app.use(report));
}

const keepRawBody = express5.json({
  limit: '1mb',
  strict: false,
  verify: (req, _res, buffer) => void Object.assign(req, { rawBody: buffer }),
});

const kinds: Record<string, [typeof express5, RequestHandler[]]> = {
  'Express 5': [express5, []],
  'Express 4': [express4, []],
  'Express 5 behind express.raw()': [express5, [express5.raw({ type: '*/*', limit: '1mb' })]],
  'Express 5 behind a parser that keeps rawBody': [express5, [keepRawBody]],
  'Express 4 behind a parser of other types': [express4, [express4.urlencoded({ extended: false })]],
};

for (const [name, [express, before]] of Object.entries(kinds))
  webhookConformance({ name, start: async (app) => start(express, before, app) }, sideBySide());
