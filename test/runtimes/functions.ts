import { startEmulator } from '@fingerprint-guard/emulator';
import { type Behaviour, playAll } from './run-suite.js';
import type { Running } from './start.js';

const ELSEWHERE = '203.0.113.9';

/** Headers with which a client claims another address. */
const LIES = {
  'x-forwarded-for': ELSEWHERE,
  'x-real-ip': ELSEWHERE,
  'x-nf-client-connection-ip': ELSEWHERE,
  'x-vercel-forwarded-for': ELSEWHERE,
};

/** The guard's own way to the same address, as the document names it. */
const CLIENT_IP = JSON.stringify({
  vercel: { platform: 'vercel' },
  netlify: { header: 'x-nf-client-connection-ip' },
});

/**
 * Plays visits on the functions of `docs/runtimes.md`, which the code of their platforms calls: with the address from that code, and
 * with `clientIp` in its stead.
 */
export async function playFunctions(
  start: (env: Readonly<Record<string, string>>) => Promise<Running>,
): Promise<Behaviour[]> {
  const emulator = await startEmulator();
  const env = {
    FINGERPRINT_SECRET_API_KEY: emulator.secretApiKey,
    FINGERPRINT_BASE_URL: emulator.url,
    FINGERPRINT_GUARD_DEBUG: '0',
  };
  const create = async (ip_address: string) => (await emulator.createEvent('honest', { ip_address })).eventId;

  async function expectStatus(expected: number, url: string, eventId: string): Promise<void> {
    const headers = { ...LIES, 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ eventId }) });
    if (answer.status !== expected) throw new Error(`answered ${answer.status}: ${await answer.text()}`);
  }

  const play = ({ url }: Running, how: string) =>
    playAll(({ describe, test }) => {
      for (const platform of ['vercel', 'netlify']) {
        const address = `${url}/${platform}`;
        describe(platform, () => {
          test(`${platform}, ${how}: lets an honest visit in, once, whatever the client claims`, async () => {
            const eventId = await create('127.0.0.1');
            await expectStatus(200, address, eventId);
            await expectStatus(403, address, eventId);
          });
          test(`${platform}, ${how}: stops an event from the address that the client claims`, async () =>
            expectStatus(403, address, await create(ELSEWHERE)));
          test(`${platform}, ${how}: knows no address without the platform's header`, async () => {
            const challenged = await create(ELSEWHERE);
            await expectStatus(200, `${address}?bare`, challenged);
          });
        });
      }
    });

  const behaviours: Behaviour[] = [];
  for (const [how, more] of [
    ['its own code', {}],
    ['clientIp', { CLIENT_IP }],
  ] as const) {
    const running = await start({ ...env, ...more });
    behaviours.push(...(await play(running, how)));
    await running.close();
  }
  await emulator.close();
  return behaviours;
}
