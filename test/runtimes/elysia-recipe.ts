import { startEmulator } from '@fingerprint-guard/emulator';
import { type Behaviour, playAll } from './run-suite.js';
import type { Running } from './start.js';

const ELSEWHERE = '203.0.113.9';

/** Plays visits on the recipe for Elysia, which is started with an environment. */
export async function playElysia(
  start: (env: Readonly<Record<string, string>>) => Promise<Running>,
): Promise<Behaviour[]> {
  const emulator = await startEmulator();
  const recipe = await start({
    FINGERPRINT_SECRET_API_KEY: emulator.secretApiKey,
    FINGERPRINT_BASE_URL: emulator.url,
    FINGERPRINT_GUARD_DEBUG: '0',
  });

  const create = async (scenario: 'honest' | 'bad-bot', ip_address = '127.0.0.1') =>
    (await emulator.createEvent(scenario, { ip_address })).eventId;
  async function expectStatus(expected: number, eventId?: string): Promise<void> {
    const { status } = await fetch(`${recipe.url}/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': ELSEWHERE },
      body: JSON.stringify({ email: 'robin@tea.example', eventId }),
    });
    if (status !== expected) throw new Error(`answered ${status}, not ${expected}`);
  }

  const behaviours = await playAll(({ describe, test }) =>
    describe('the recipe for Elysia', () => {
      test('lets an honest visit in, once', async () => {
        const eventId = await create('honest');
        await expectStatus(200, eventId);
        await expectStatus(403, eventId);
      });
      test('stops who names no event', () => expectStatus(403));
      test('stops a bad bot', async () => expectStatus(403, await create('bad-bot')));
      test('stops an event from another address, whatever a forwarding header says', async () =>
        expectStatus(403, await create('honest', ELSEWHERE)));
    }),
  );
  await recipe.close();
  await emulator.close();
  return behaviours;
}
