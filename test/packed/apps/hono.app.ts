import { createServer } from 'node:http';
import { fingerprint, requireFingerprint } from '@fingerprint-guard/hono';
import { Hono } from 'hono';
import { whereOpen } from './where-open.js';

const app = new Hono();
app.use(fingerprint({ apiKey: process.env.API_KEY, baseUrl: process.env.API_URL, logger: false }));
app.post('/login', requireFingerprint(), (c) =>
  c.json({ visitorId: c.get('fingerprint')?.signals.visitorId }),
);

/** As little of a server for fetch handlers as will do. */
const server = createServer(async (req, res) => {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk);
  const headers = Object.entries(req.headers).map(([name, value]): [string, string] => [name, String(value)]);
  const request = new Request(`http://${req.headers.host}${req.url}`, {
    method: req.method ?? 'GET',
    headers,
    body: chunks.length === 0 ? null : Buffer.concat(chunks),
  });
  const answer = await app.fetch(request);
  res.writeHead(answer.status, Object.fromEntries(answer.headers));
  res.end(await answer.text());
});
export const url = whereOpen(server.listen(0, '127.0.0.1'));
