import { startEmulator } from '@fingerprint-guard/emulator';
import { type Behaviour, playAll } from './run-suite.js';
import type { Running } from './start.js';

/** Plays the visits that `docs/start-workers.md` names on its Worker, which is started with variables. */
export async function playWorkersDocument(
  start: (variables: Readonly<Record<string, string>>) => Promise<Running>,
): Promise<Behaviour[]> {
  const emulator = await startEmulator();
  const worker = await start({
    FINGERPRINT_SECRET_API_KEY: emulator.secretApiKey,
    FINGERPRINT_BASE_URL: emulator.url,
  });

  const create = async (scenario: 'honest' | 'bad-bot') =>
    emulator.createEvent(scenario, { ip_address: '127.0.0.1' });
  async function ask(expected: number, eventId?: string, path = '/login'): Promise<unknown> {
    const headers = eventId ? { 'x-fingerprint-event-id': eventId } : {};
    const answer = await fetch(worker.url + path, { method: 'POST', headers });
    if (answer.status !== expected) throw new Error(`answered ${answer.status}, not ${expected}`);
    return answer.text();
  }

  const behaviours = await playAll(({ describe, test }) =>
    describe('the Worker of the document', () => {
      test('answers an honest visit with its visitor, once', async () => {
        const { eventId, visitorId } = await create('honest');
        const told = await ask(200, eventId);
        if (told !== JSON.stringify({ visitorId })) throw new Error(`answered ${told}`);
        await ask(403, eventId);
      });
      test('stops a bad bot', async () => void (await ask(403, (await create('bad-bot')).eventId)));
      test('stops an ID that is made up', async () => void (await ask(403, 'made-up')));
      test('stops who names no event', async () => void (await ask(403)));
      test('has no other path', async () => void (await ask(404, undefined, '/')));
    }),
  );
  await worker.close();
  await emulator.close();
  return behaviours;
}
