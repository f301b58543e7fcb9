import { createServer } from 'node:http';
import { createFingerprintGuard } from '@fingerprint-guard/core';
import {
  type FingerprintContext,
  fingerprintProxy,
  shareGuard,
  withFingerprint,
} from '@fingerprint-guard/next';
import { NextRequest } from 'next/server.js';
import { whereOpen } from './where-open.js';

const guard = shareGuard(() =>
  createFingerprintGuard({
    apiKey: process.env.API_KEY,
    baseUrl: process.env.API_URL,
    logger: false,
  }),
);

// As `route.ts` and `proxy.ts` export them.
const proxy = fingerprintProxy(guard, 'POST /login', { claim: false });
const POST: (request: NextRequest, context: { params: Promise<{ id: string }> }) => Promise<Response> =
  withFingerprint(guard)(async (_request, { fingerprint }: FingerprintContext<{ id: string }>) =>
    Response.json({ visitorId: fingerprint.signals.visitorId }),
  );

const server = createServer(async (req, res) => {
  const headers = Object.entries(req.headers).map(([name, value]): [string, string] => [name, String(value)]);
  const request = new NextRequest(`http://${req.headers.host}${req.url}`, {
    method: req.method ?? 'GET',
    headers,
  });
  const answer = (await proxy(request)) ?? (await POST(request, { params: Promise.resolve({ id: '7' }) }));
  res.writeHead(answer.status, Object.fromEntries(answer.headers));
  res.end(await answer.text());
});
export const url = whereOpen(server.listen(0, '127.0.0.1'));
