import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { problemResponse } from '@fingerprint-guard/core';
import { build } from 'esbuild';
import { type Fixture, openFixture } from '../../packages/testing/src/fixture.js';
import { pageScript } from '../../scripts/page-script.mjs';

/** A request that was judged, as it arrived. */
interface Arrival {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** The fields of its body; of a file its name and its contents. */
  fields: Record<string, unknown>;
  /** The event ID in its header or body. */
  id: string | undefined;
  status: number;
}

/** A site with a page that uses the page's helper, and a guard that judges whatever the page sends. */
export interface GuardedSite extends Fixture {
  url: string;
  arrivals: Arrival[];
  /** Runs once, before the next request is judged. */
  beforeNext: (() => void) | undefined;
  /** The address of a page whose agent does something wrong, such as `fail=1`, under a content security policy. */
  page(options?: { agent?: string; csp?: string; timeoutMs?: number }): string;
}

/** Starts a site on a free port of this machine, with an emulator of its own. */
export async function startSite(): Promise<GuardedSite> {
  const fixture = await openFixture();
  const guard = fixture.guard({ lag: { retryForMs: 50 } });
  const scripts = { '/guard.js': await bundle('iife'), '/guard.mjs': await bundle('esm') };
  const site = { ...fixture, arrivals: [] as Arrival[] } as GuardedSite;

  async function judge(request: IncomingMessage): Promise<Pick<ServerResponse, 'statusCode'> & Answer> {
    const { method = '', url = '', headers } = request;
    const fields = await fieldsOf(request);
    site.beforeNext?.();
    site.beforeNext = undefined;
    const ip = request.socket.remoteAddress ?? '';
    const decision = await guard.check({ method, url, headers, body: fields, ip }, undefined, {
      claim: true,
    });
    const { status, headers: more, body } = problemResponse(decision);
    const id = headers['x-fingerprint-event-id'] ?? fields.eventId;
    const answer = decision.blocked
      ? { statusCode: status, headers: more, body: JSON.stringify(body) }
      : { statusCode: 200, headers: { 'content-type': 'text/html' }, body: '<title>Welcome</title>' };
    const { statusCode } = answer;
    site.arrivals.push({
      method,
      path: url,
      headers,
      fields,
      id: id as string | undefined,
      status: statusCode,
    });
    return answer;
  }

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://site');
    const script = Object.entries(scripts).find(([path]) => path === pathname)?.[1];
    const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
    if (request.method === 'OPTIONS') {
      site.arrivals.push({
        method: 'OPTIONS',
        path: pathname,
        headers: request.headers,
        fields: {},
        id: undefined,
        status: 204,
      });
      response.writeHead(204, cors).end();
    } else if (pathname === '/favicon.ico') response.writeHead(204).end();
    else if (script) response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    else if (pathname === '/page') {
      const csp = searchParams.get('csp');
      const agent = `${fixture.emulator.url}/agent.js?${searchParams.get('agent') ?? ''}`;
      const headers = { 'content-type': 'text/html', ...(csp && { 'content-security-policy': csp }) };
      response.writeHead(200, headers).end(pageWith(agent, searchParams.get('timeoutMs') ?? '3000'));
    } else {
      const { statusCode, headers, body } = await judge(request);
      response.writeHead(statusCode, { ...headers, ...cors }).end(body);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  fixture.endings.push(async () => server.close().closeAllConnections());

  site.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  site.page = ({ agent = '', csp, timeoutMs } = {}) =>
    `${site.url}/page?${new URLSearchParams({ agent, ...(csp && { csp }), ...(timeoutMs && { timeoutMs: `${timeoutMs}` }) })}`;
  return site;
}

interface Answer {
  headers: Record<string, string>;
  body: string;
}

async function bundle(format: 'iife' | 'esm'): Promise<string> {
  const { outputFiles } = await build({ ...pageScript(format), write: false });
  return outputFiles[0]?.text ?? '';
}

const pageWith = (agent: string, timeoutMs: string) => `<!doctype html>
<title>A page</title>
<form action="/login" method="post">
  <input name="email" required value="robin@tea.example">
  <button name="intent" value="log in">Log in</button>
  <button name="intent" value="register" formaction="/register">Register</button>
</form>
<script src="${agent}"></script>
<script src="/guard.js"></script>
<script>
  const agent = Promise.resolve().then(() => FingerprintEmulator.load());
  agent.catch(() => undefined);
  const { createFingerprintFetch, protectForm } = FingerprintGuardBrowser;
  const options = { agent, timeoutMs: ${timeoutMs} };
  const send = createFingerprintFetch(options);
  const sendInBody = createFingerprintFetch({ ...options, place: 'body' });
  const form = document.querySelector('form');
  const undo = protectForm(form, options);
</script>`;

async function fieldsOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (/json|text\/plain/.test(type)) return JSON.parse(body.toString());
  if (!/form/.test(type)) return body.length > 0 ? { body: body.toString() } : {};
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const entries = [...form].map(async ([name, value]) => [
    name,
    typeof value === 'string' ? value : { name: value.name, contents: await value.text() },
  ]);
  return Object.fromEntries(await Promise.all(entries));
}
