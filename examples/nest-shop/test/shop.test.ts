import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type RunningShop, runShop } from './running-shop.js';

let running: RunningShop;

beforeAll(async () => {
  running = await runShop();
});
afterAll(() => running.close());

async function signIn(fields: Record<string, unknown>): Promise<Response> {
  const { shop, emulator } = running;
  const { eventId } = await emulator.createEvent('honest', { ip_address: '127.0.0.1', url: `${shop.url}/` });
  return fetch(`${shop.url}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ requestId: eventId, ...fields }),
  });
}

const robin = { email: 'robin@example.com', password: 'earl-grey' };

test('refuses a wrong password of an honest visitor with 401', async () => {
  const response = await signIn({ ...robin, password: 'lapsang' });
  expect(response.status).toBe(401);
});

test.each([{}, { email: ['robin@example.com'], password: {} }, { email: null }])(
  'is not confused by the body %j',
  async (fields) => {
    expect((await signIn(fields)).status).toBe(401);
  },
);

test('tells a blocked client neither the rule nor the signals', async () => {
  const response = await signIn({ ...robin, requestId: undefined });
  expect(response.status).toBe(403);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toEqual({
    type: 'about:blank',
    title: 'Forbidden',
    status: 403,
    code: 'fingerprint_denied',
    decisionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    retry: 'new-event',
  });
});

test('lets people in while Fingerprint is away, and says so in the log', async () => {
  const { shop, emulator } = running;
  const warn = jest.spyOn(console, 'warn').mockReturnValue();
  emulator.setFault({ kind: 'status', status: 500 });
  const response = await signIn(robin);
  emulator.clearFaults();
  expect(response.status).toBe(201);
  expect(warn).toHaveBeenCalledTimes(1);
  warn.mockRestore();
  const { decisionId } = (await response.json()) as { decisionId: string };
  const logged = await fetch(`${shop.url}/demo/decisions/${decisionId}`);
  expect(await logged.json()).toMatchObject({ action: 'allow', observed: [{ rule: 'api-unavailable' }] });
});

test('has no decision of an unknown ID', async () => {
  expect((await fetch(`${running.shop.url}/demo/decisions/made-up`)).status).toBe(404);
});

test('serves a page that may load its own files and the agent only, and holds no secret', async () => {
  const { shop, emulator } = running;
  const response = await fetch(shop.url);
  const html = await response.text();
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`script-src 'self' ${emulator.url};`);
  expect(html).toContain(`${emulator.url}/agent.js`);
  expect(html).not.toContain(emulator.secretApiKey);
});
