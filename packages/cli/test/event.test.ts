import { type Emulator, startEmulator } from '@fingerprint-guard/emulator';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createFolder } from './folder.js';
import { run } from './run.js';

const folder = createFolder();
let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(async () => {
  await emulator?.close();
  folder.remove();
});

const env = (overrides: Record<string, string> = {}) => ({
  FINGERPRINT_SECRET_API_KEY: emulator.secretApiKey,
  FINGERPRINT_BASE_URL: emulator.url,
  ...overrides,
});
const runEvent = (args: string[], overrides?: Record<string, string>) =>
  run(['event', ...args], { env: env(overrides) });

describe('event', () => {
  test('explains an event that recommended denies, and exits with 1', async () => {
    const { eventId } = await emulator.createEvent('bad-bot');
    const { code, stdout, stderr } = await runEvent([eventId]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^recommended: deny$/m);
    expect(stdout).toMatch(/^ {2}bad-bot +deny +the visitor is a bad bot/m);
    expect(stdout).toMatch(/^ {2}bot +bad$/m);
  });

  test.each(['v4', 'v3'])('judges an event of %s by a policy of a file, as JSON', async (generation) => {
    const { eventId } = await emulator.createEvent('honest');
    const policy = folder.write('policies.json', {
      policies: { login: { rules: { 'from-germany': ['challenge', { when: { countryCode: 'DE' } }] } } },
    });
    const args = [eventId, '--policy', policy, '--only', 'login', '--api-version', generation, '--json'];
    const { code, stdout } = await runEvent(args);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      action: 'challenge',
      reasons: [{ rule: 'from-germany' }],
      unknown: expect.arrayContaining(['stale-event', 'ip-mismatch']),
      event: { eventId, generation },
    });
    expect(await runEvent([eventId])).toMatchObject({ code: 0 });
  });

  test('takes the region and the URL also as options, which take precedence, and the region by its other name', async () => {
    const { eventId } = await emulator.createEvent('honest');
    const nowhere = { FINGERPRINT_BASE_URL: 'http://127.0.0.1:9', FINGERPRINT_REGION: 'nowhere' };
    const options = ['--base-url', emulator.url, '--region', 'eu'];
    expect(await runEvent([eventId, ...options], nowhere)).toMatchObject({ code: 0 });
    for (const FINGERPRINT_REGION of ['us', 'EU', 'Global'])
      expect(await runEvent([eventId], { FINGERPRINT_REGION })).toMatchObject({ code: 0 });
    const { stdout } = await run(['event', '--help']);
    for (const name of Object.keys(env())) expect(stdout).toContain(name);
  });

  test('says what is wrong, and never prints the key', async () => {
    const key = 'sk_of_somebody_else_0123456789';
    const { eventId } = await emulator.createEvent('honest');
    const outcomes = [
      await runEvent(['1700000000000.nobody']),
      await runEvent([eventId], { FINGERPRINT_SECRET_API_KEY: key }),
      await runEvent([eventId], { FINGERPRINT_SECRET_API_KEY: '' }),
      await runEvent([eventId], { FINGERPRINT_REGION: 'mars' }),
      await runEvent([eventId], { FINGERPRINT_BASE_URL: 'http://127.0.0.1:9' }),
      await runEvent([
        eventId,
        '--only',
        'login',
        '--policy',
        folder.write('set.json', { policies: { pay: {} } }),
      ]),
      await runEvent([eventId, '--only', 'login', '--policy', 'strict']),
    ];
    const said = [
      'knows no such event',
      'does not know this key',
      'FINGERPRINT_SECRET_API_KEY is not set',
      "region: expected 'global' or 'eu' or 'ap'",
      'cannot be reached',
      '--only takes one of pay',
      'strict: no policy login; it has one without a name',
    ];
    for (const [index, { code, stdout, stderr }] of outcomes.entries()) {
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(said[index]);
      expect(stderr).not.toContain(key);
      expect(stderr).not.toContain(emulator.secretApiKey);
    }
  });
});
