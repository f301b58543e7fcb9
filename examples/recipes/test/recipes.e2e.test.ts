import { createServer, type IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createFingerprintFetch } from '@fingerprint-guard/browser';
import { createFingerprintGuard } from '@fingerprint-guard/core';
import { type Emulator, startEmulator } from '@fingerprint-guard/emulator';
import { checkRequest } from '@fingerprint-guard/web';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTRPCClient, httpBatchLink, httpLink, splitLink, type TRPCLink } from '@trpc/client';
import { NodeApp } from 'astro/app/node';
import { getRequestIP, H3, toNodeHandler } from 'h3-2';
import type { ServerBuild } from 'react-router';
import { type Child, startChild } from '../../../test/support/child.js';
import type { AppRouter } from '../trpc/server.js';
import { answered, functionUrlEvent, httpApiEvent, restApiEvent } from './lambda-events.js';
import { listen, listenFetch, type RecipeServer } from './servers.js';

const HERE = '127.0.0.1';
const ELSEWHERE = '203.0.113.9';

let emulator: Emulator;
let devServers: Child;
let nitroServer: Child;
const servers: RecipeServer[] = [];

beforeAll(async () => {
  emulator = await startEmulator();
  const settings = {
    FINGERPRINT_SECRET_API_KEY: emulator.secretApiKey,
    FINGERPRINT_BASE_URL: emulator.url,
    FINGERPRINT_GUARD_DEBUG: '0',
  };
  // Recipes read them when they are imported.
  Object.assign(process.env, settings);
  const start = (program: string) =>
    startChild(process.execPath, [fileURLToPath(new URL(program, import.meta.url))], {
      ...settings,
      NODE_OPTIONS: '',
    });
  [devServers, nitroServer] = [start('dev-servers.mjs'), start('nitro-server.mjs')];
});
afterAll(async () => {
  for (const server of servers) await server.close();
  await Promise.all([devServers.end(), nitroServer.end()]);
  await emulator.close();
});

/** Posts a login: what names the event is in its body, or in its headers. */
type Send = (fields: Record<string, unknown>, headers: Record<string, string>) => Promise<Response>;

const JSON_TYPE = { 'content-type': 'application/json' };

const post =
  (url: string): Send =>
  (fields, headers) =>
    fetch(url, { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(fields) });

async function served(starting: Promise<RecipeServer>, path: string): Promise<Send> {
  const server = await starting;
  servers.push(server);
  return post(server.url + path);
}

async function onChild(child: Child, name: string, path: string): Promise<Send> {
  await child.printed('listening: {');
  const [, printed = ''] = /listening: (.*)/.exec(child.output()) ?? [];
  return post(JSON.parse(printed)[name] + path);
}

async function reactRouter(): Promise<Send> {
  const [{ serve }, module] = await Promise.all([
    import('../react-router/server.js'),
    import('../react-router/app/routes/login.js'),
  ]);
  /** What a build exports, of this one route. */
  const build = {
    entry: { module: { default: () => new Response() } },
    routes: { login: { id: 'login', path: 'login', module } },
    assets: { entry: { imports: [], module: '' }, routes: {}, url: '', version: '' },
    assetsBuildDirectory: '',
    future: {},
    isSpaMode: false,
    prerender: [],
    publicPath: '/',
    routeDiscovery: { mode: 'initial', manifestPath: '' },
    ssr: true,
  } as unknown as ServerBuild;
  return served(listen(serve(build)), '/login');
}

async function trpc(): Promise<Send> {
  const { handle } = await import('../trpc/server.js');
  const send = await served(listenFetch(handle), '/trpc/login');
  return async (fields, headers) => {
    const answer = await send(fields, headers);
    const { result, error } = (await answer.json()) as {
      result?: { data: object };
      error?: { data: { fingerprint: object } };
    };
    const told = result ? { ...result.data, ...fields } : error?.data.fingerprint;
    return new Response(JSON.stringify(told), { status: answer.status });
  };
}

async function elysia(): Promise<Send> {
  const { app } = await import('../elysia/server.js');
  return served(
    listenFetch((request) => app.handle(request)),
    '/login',
  );
}

async function lambdaUrl(toEvent: typeof functionUrlEvent): Promise<Send> {
  const { handler } = await import('../lambda/url/handler.js');
  return async (fields, headers) => {
    const sent = { body: JSON.stringify(fields), headers: { ...JSON_TYPE, ...headers }, sourceIp: HERE };
    return answered(await handler(toEvent(sent)));
  };
}

async function lambdaRest(inBase64: boolean): Promise<Send> {
  const { handler } = await import('../lambda/rest/handler.js');
  return async (fields, headers) => {
    const sent = { body: JSON.stringify(fields), headers: { ...JSON_TYPE, ...headers }, sourceIp: HERE };
    return answered(await handler(restApiEvent(sent, inBase64)));
  };
}

interface Recipe {
  start(): Promise<Send>;
  /** The ID travels in a header. */
  inHeader?: boolean;
  /** The framework does not tell the client's address where the test runs it. */
  tellsNoAddress?: boolean;
}

const RECIPES: Readonly<Record<string, Recipe>> = {
  'React Router': { start: reactRouter },
  tRPC: { start: trpc, inHeader: true },
  // `server` is Bun's own.
  Elysia: { start: elysia, tellsNoAddress: true },
  'a Lambda function URL': { start: () => lambdaUrl(functionUrlEvent) },
  'an HTTP API before Lambda': { start: () => lambdaUrl(httpApiEvent) },
  'a REST API before Lambda': { start: () => lambdaRest(false) },
  'a REST API before Lambda, with bodies in base64': { start: () => lambdaRest(true) },
  SvelteKit: { start: () => onChild(devServers, 'SvelteKit', '/login') },
  Astro: { start: () => onChild(devServers, 'Astro', '/login') },
  'Nuxt, Nitro': { start: () => onChild(nitroServer, 'Nitro', '/api/login') },
};

describe.each(Object.entries(RECIPES))('the recipe for %s', (_name, { start, inHeader, tellsNoAddress }) => {
  let send: Send;
  beforeAll(async () => {
    send = await start();
  });

  /** A login from here, which names this event. Its forwarding header lies. */
  async function logIn(eventId?: string) {
    const email = 'robin@tea.example';
    const id = eventId === undefined ? {} : { eventId };
    const headers: Record<string, string> = { 'x-forwarded-for': ELSEWHERE };
    if (inHeader && eventId !== undefined) headers['x-fingerprint-event-id'] = eventId;
    const answer = await send(inHeader ? { email } : { email, ...id }, headers);
    return { status: answer.status, body: await answer.json() };
  }
  const createEvent = (scenario: 'honest' | 'bad-bot', ip_address = HERE) =>
    emulator.createEvent(scenario, { ip_address });

  const denied = { status: 403, body: expect.objectContaining({ code: 'fingerprint_denied' }) };

  test('lets an honest visit in, which the handler reads, once', async () => {
    const { eventId, visitorId } = await createEvent('honest');
    expect(await logIn(eventId)).toEqual({ status: 200, body: { email: 'robin@tea.example', visitorId } });
    const again = await logIn(eventId);
    expect(again).toEqual(denied);
    expect(again.body).not.toHaveProperty('retry');
  });

  test('stops who names no event, and says that a new one may help', async () => {
    const { status, body } = await logIn();
    expect({ status, body }).toEqual(denied);
    expect(body).toHaveProperty('retry', 'new-event');
  });

  test('stops a bad bot', async () => {
    const { eventId } = await createEvent('bad-bot');
    expect(await logIn(eventId)).toEqual(denied);
  });

  if (tellsNoAddress) return;
  test('stops an event from another address, whatever a forwarding header says', async () => {
    const { eventId } = await createEvent('honest', ELSEWHERE);
    const challenged = expect.objectContaining({ code: 'fingerprint_challenge' });
    expect(await logIn(eventId)).toEqual({ status: 403, body: challenged });
  });
});

describe('what the document says besides', () => {
  test('tRPC: one event lets one call of a batch in; mutations sent one by one have an event each', async () => {
    const { handle } = await import('../trpc/server.js');
    const server = await listenFetch(handle);
    servers.push(server);
    const url = `${server.url}/trpc`;
    const create = async () => (await emulator.createEvent('honest', { ip_address: HERE })).eventId;
    const loginTwice = async (link: TRPCLink<AppRouter>) => {
      const client = createTRPCClient<AppRouter>({ links: [link] });
      expect(await client.hello.query()).toBe('hello');
      const settled = await Promise.allSettled([client.login.mutate(), client.login.mutate()]);
      return settled.map(({ status }) => status).sort();
    };
    const headers = { 'x-fingerprint-event-id': await create() };
    expect(await loginTwice(httpBatchLink({ url, headers }))).toEqual(['fulfilled', 'rejected']);
    const send = createFingerprintFetch({ agent: async () => ({ event_id: await create() }) });
    const link = splitLink({
      condition: ({ type }) => type === 'mutation',
      true: httpLink({ url, fetch: (input, init) => send(input, init as RequestInit) }),
      false: httpBatchLink({ url }),
    });
    expect(await loginTwice(link)).toEqual(['fulfilled', 'fulfilled']);
  });

  test('Nitro 3: the request of h3 2 is judged, and its handler reads it', async () => {
    const guard = createFingerprintGuard({ apiKey: emulator.secretApiKey, baseUrl: emulator.url });
    const app = new H3().post('/login', async (event) => {
      const options = { policy: 'strict', ip: getRequestIP(event) };
      const { decision, blocked } = await checkRequest(guard, event.req, options);
      return blocked ?? { body: await event.req.json(), ipMatch: decision.signals.ipMatch };
    });
    const send = await served(listen(createServer(toNodeHandler(app))), '/login');
    const { eventId } = await emulator.createEvent('honest', { ip_address: HERE });
    const honest = await send({ eventId }, { 'x-forwarded-for': ELSEWHERE });
    expect([honest.status, await honest.json()]).toEqual([200, { body: { eventId }, ipMatch: 'same' }]);
    expect((await send({ eventId }, {})).status).toBe(403);
    await guard.close();
  });

  test('Astro: on its adapter for Node any client writes the address', () => {
    const request = NodeApp.createRequest({
      method: 'POST',
      url: '/login',
      headers: { host: 'shop.example', 'x-forwarded-for': ELSEWHERE },
      socket: { remoteAddress: HERE },
    } as unknown as IncomingMessage);
    expect(Reflect.get(request, Symbol.for('astro.clientAddress'))).toBe(ELSEWHERE);
  });
});
