import { expect, test } from '@jest/globals';
import { readSettings } from '../src/settings.js';

test('runs against an emulator on this machine when nothing is set', () => {
  expect(readSettings({})).toEqual({
    port: 3000,
    host: '127.0.0.1',
    origins: ['http://localhost:3000', 'http://127.0.0.1:3000'],
    apiKey: 'emulator',
    region: 'global',
    apiUrl: 'http://127.0.0.1:4870',
    agent: { url: 'http://127.0.0.1:4870/agent.js', region: 'global', emulated: true },
    production: false,
  });
});

test('asks the real API, and loads the real agent, for a real account', () => {
  const settings = readSettings({
    FINGERPRINT_SECRET_API_KEY: 'secret',
    FINGERPRINT_PUBLIC_API_KEY: 'public',
    FINGERPRINT_REGION: 'eu',
    ORIGIN: 'https://shop.example',
  });
  expect(settings).toMatchObject({
    apiKey: 'secret',
    region: 'eu',
    apiUrl: undefined,
    origins: ['https://shop.example'],
    agent: { url: 'https://fpjscdn.net/v4/public', region: 'eu', emulated: false },
  });
});

test.each([
  [{ FINGERPRINT_SECRET_API_KEY: 'secret' }, /^FINGERPRINT_PUBLIC_API_KEY: /],
  [{ PORT: 'http' }, /^PORT: expected a number from 1 to 65535, not 'http'/],
  [{ PORT: '70000' }, /^PORT: /],
  [{ FINGERPRINT_REGION: 'us' }, /^FINGERPRINT_REGION: expected global, eu or ap, not 'us'/],
])('says what is wrong with %j', (env, message) => {
  expect(() => readSettings(env)).toThrow(message);
});
