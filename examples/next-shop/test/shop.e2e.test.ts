import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Emulator, startEmulator } from '@fingerprint-guard/emulator';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { openPage } from '../../../test/browser/open-page.js';
import { type Child, startChild } from '../../../test/support/child.js';
import { chromium, launchDisguised } from '../../../test/support/chromium.js';
import { freePort } from '../../../test/support/free-port.js';
import { describeWith } from '../../../test/support/requirements.js';

// Next builds the shop, as it does on a user's machine.
jest.setTimeout(180_000);

const folder = fileURLToPath(new URL('..', import.meta.url));
const next = join(folder, 'node_modules', 'next', 'dist', 'bin', 'next');

let emulator: Emulator;
let shop: Child;
let url: string;
let action: string;

function run(args: string[], env: Record<string, string> = {}): Child {
  return startChild(process.execPath, [next, ...args], {
    NODE_ENV: 'production',
    NODE_OPTIONS: '',
    NEXT_TELEMETRY_DISABLED: '1',
    ...env,
  });
}

beforeAll(async () => {
  const build = run(['build', folder]);
  if ((await build.exited) !== 0) throw new Error(build.output());
  const manifest = readFileSync(join(folder, '.next', 'server', 'server-reference-manifest.json'), 'utf8');
  [action = ''] = Object.keys(JSON.parse(manifest).node);

  emulator = await startEmulator();
  const port = String(await freePort());
  url = `http://127.0.0.1:${port}`;
  shop = run(['start', folder, '--port', port, '--hostname', '127.0.0.1'], {
    FINGERPRINT_BASE_URL: emulator.url,
    FINGERPRINT_SECRET_API_KEY: emulator.secretApiKey,
    FINGERPRINT_GUARD_DEBUG: '1',
  });
  await shop.printed('Ready in');
});
afterAll(async () => {
  await shop?.end();
  await emulator?.close();
});

type Scenario = Parameters<Emulator['createEvent']>[0];
const newId = async (scenario: Scenario = 'honest') => (await emulator.createEvent(scenario)).eventId;

/** Posts to the action as React does; whoever reads the page's script can. */
async function act(eventId: string | undefined, { path = '/', form = {} as Record<string, string> } = {}) {
  const body = new FormData();
  const fields = { email: 'robin@example.com', password: 'larks-and-owls', ...form };
  for (const [name, value] of Object.entries({ ...fields, ...(eventId && { eventId }) }))
    body.append(`_1_${name}`, value);
  body.append('0', '["$K1"]');
  const answer = await fetch(`${url}${path}`, { method: 'POST', body, headers: { 'next-action': action } });
  const [, returned = '{}'] = /^1:(.*)$/m.exec(await answer.text()) ?? [];
  return (JSON.parse(returned) as { title?: string }).title;
}

const WELCOME = 'Welcome back, Robin.';
const REFUSED = 'We couldn’t verify this visit.';

/** Posts a form to the route handler. */
const askForLink = (eventId: string, headers: Record<string, string> = {}) =>
  fetch(`${url}/api/sign-in-link`, {
    method: 'POST',
    body: new URLSearchParams({ email: 'robin@example.com', eventId }),
    headers,
  });

/** Posts JSON to what the proxy guards. */
const subscribe = (eventId: string | undefined, path = '/api/newsletter') =>
  fetch(`${url}${path}`, {
    method: 'POST',
    body: JSON.stringify({ email: 'robin@example.com', eventId }),
    headers: { 'content-type': 'application/json' },
    redirect: 'manual',
  });

describe('the server action', () => {
  test('lets an honest visit in, and no other', async () => {
    expect(await act(await newId())).toBe(WELCOME);
    for (const scenario of ['bad-bot', 'stale'] as const)
      expect([scenario, await act(await newId(scenario))]).toEqual([scenario, REFUSED]);
    expect(await act(await newId('incognito'))).toBe('One more step.');
    expect(await act(undefined)).toBe(REFUSED);
  });

  test('is a public endpoint: whatever path it is posted to, it checks', async () => {
    for (const path of ['/', '/no-such-page', '/?page=7']) {
      const eventId = await newId();
      expect([path, await act(eventId, { path })]).toEqual([path, WELCOME]);
      expect([path, await act(eventId, { path })]).toEqual([path, REFUSED]);
    }
  });

  test('takes one event once, also in two calls at once', async () => {
    const eventId = await newId();
    const titles = await Promise.all([act(eventId), act(eventId)]);
    expect(titles.sort()).toEqual([REFUSED, WELCOME]);
  });
});

describe('the route handler', () => {
  test('reads the form that named the event', async () => {
    const answer = await askForLink(await newId());
    expect([answer.status, await answer.json()]).toEqual([200, { sentTo: 'robin@example.com' }]);
    const blocked = await askForLink(await newId('bad-bot'));
    expect([blocked.status, blocked.headers.get('content-type')]).toEqual([403, 'application/problem+json']);
  });
});

test('a guarded handler of GET is not rendered ahead', async () => {
  const ask = async (eventId: string) =>
    (await fetch(`${url}/api/offer`, { headers: { 'x-fingerprint-event-id': eventId } })).status;
  const eventId = await newId();
  expect([await ask(eventId), await ask(eventId), await ask(await newId('bad-bot'))]).toEqual([
    200, 403, 403,
  ]);
  expect((await fetch(`${url}/api/offer`)).status).toBe(403);
});

describe('the proxy', () => {
  test('lets the body through to a handler that knows nothing of the guard', async () => {
    const answer = await subscribe(await newId());
    expect([answer.status, await answer.json()]).toEqual([200, { subscribed: 'robin@example.com' }]);
    expect((await subscribe(await newId('bad-bot'))).status).toBe(403);
  });

  test.each([
    '/api/newsletter/',
    '//api/newsletter',
    '/api/%6Eewsletter',
    '/api\\newsletter',
    '/api/NEWSLETTER',
  ])('is no way round: %s', async (path) => {
    const answer = await subscribe(undefined, path);
    expect([path, answer.status]).not.toEqual([path, 200]);
  });
});

test('an event is used up for all three, whichever had it first', async () => {
  const ways = {
    action: async (eventId: string) => ((await act(eventId)) === WELCOME ? 200 : 403),
    route: async (eventId: string) => (await askForLink(eventId)).status,
    proxy: async (eventId: string) => (await subscribe(eventId)).status,
  };
  for (const [first, begin] of Object.entries(ways)) {
    const eventId = await newId();
    expect([first, await begin(eventId)]).toEqual([first, 200]);
    for (const [then, go] of Object.entries(ways))
      expect([first, then, await go(eventId)]).toEqual([first, then, 403]);
  }
});

test('there is one guard, and the log says why requests were blocked', () => {
  expect(shop.output().match(/FP_DOCTOR_LOOPBACK_API/g)).toHaveLength(1);
  expect(shop.output()).toContain("POST logIn is blocked (deny) by the policy 'login': reused-event");
});

describeWith(chromium, 'the page in a real browser', (executablePath) => {
  test('signs an honest visitor in by the action, and sends a link by the route, each with a new event', async () => {
    const browser = await launchDisguised(executablePath);
    try {
      const { page, complaints, requests } = await openPage(browser, url);
      const outcome = page.locator('.outcome:not([data-state=idle]):not([data-state=busy])');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await outcome.getByText(WELCOME).waitFor();
      const height = () => page.evaluate('document.body.offsetHeight');
      const before = await height();
      await page.getByRole('button', { name: 'Mail me a link instead' }).click();
      await outcome.getByText('It’s on its way.').waitFor();
      await page.getByLabel('Password').fill('wrong');
      await page.getByLabel('Password').press('Enter');
      await outcome.getByText('That doesn’t match.').waitFor();
      expect(await height()).toBe(before);
      const identified = requests.filter(
        ({ method, url }) => method === 'POST' && url.port !== new URL(page.url()).port,
      );
      expect(identified).toHaveLength(3);
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
