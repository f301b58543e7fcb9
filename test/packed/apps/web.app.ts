import { createServer } from 'node:http';
import { createFingerprintGuard } from '@fingerprint-guard/core';
import { checkRequest } from '@fingerprint-guard/web';
import { whereOpen } from './where-open.js';

const guard = createFingerprintGuard({
  apiKey: process.env.API_KEY,
  baseUrl: process.env.API_URL,
  logger: false,
});

async function logIn(request: Request, ip: string | undefined): Promise<Response> {
  const { decision, blocked } = await checkRequest(guard, request, { ip });
  return blocked ?? Response.json({ visitorId: decision.signals.visitorId });
}

const server = createServer(async (req, res) => {
  const headers = Object.entries(req.headers).map(([name, value]): [string, string] => [name, String(value)]);
  const request = new Request(`http://${req.headers.host}${req.url}`, {
    method: req.method ?? 'GET',
    headers,
  });
  const answer = await logIn(request, req.socket.remoteAddress);
  res.writeHead(answer.status, Object.fromEntries(answer.headers));
  res.end(await answer.text());
});
export const url = whereOpen(server.listen(0, '127.0.0.1'));
