import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { freePort } from '../../../test/support/free-port.js';
import { type EmulatorOptions, startEmulator } from '../src/index.js';
import { ask, start } from './client.js';

describe('starting', () => {
  test('picks a free port of this machine and generates its keys', async () => {
    const [one, two] = [await start(), await start()];
    expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(one.url).not.toBe(two.url);
    expect(one.secretApiKey).not.toBe(two.secretApiKey);
    expect(Buffer.from(one.sealedKey, 'base64')).toHaveLength(32);
    expect(one.sealedKey).not.toBe(two.sealedKey);
  });

  test('uses the given options', async () => {
    const sealedKey = Buffer.alloc(32, 7).toString('base64');
    const emulator = await start({ secretApiKey: 'the-key', sealedKey, host: 'localhost' });
    expect(emulator).toMatchObject({ secretApiKey: 'the-key', sealedKey });
    expect(emulator.url).toMatch(/^http:\/\/localhost:\d+$/);
    const { eventId } = await emulator.createEvent();
    const response = await ask(emulator, `/v4/events/${eventId}`);
    expect(response.status).toBe(200);
  });

  test('gives a url that reaches it when it listens on every address', async () => {
    const emulator = await start({ host: '0.0.0.0' });
    expect(emulator.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
    expect((await fetch(`${emulator.url}/agent.js`)).status).toBe(200);
  });

  test.each<[string, object, RegExp]>([
    ['an unknown option', { ports: 1 }, /unknown option ports; known options: port, /],
    ['an invalid port', { port: 65_536 }, /port must be/],
    ['an empty host', { host: '' }, /host must be/],
    ['an invalid region', { region: 'us' }, /region must be one of global, eu, ap/],
    ['an empty key', { secretApiKey: '' }, /secretApiKey must be/],
    ['a key no header can carry', { secretApiKey: 'a\nb' }, /secretApiKey must be/],
    ['a short sealed key', { sealedKey: 'AAAA' }, /sealedKey must be 32 bytes/],
    ['a sealed key that is not base64', { sealedKey: '?'.repeat(44) }, /sealedKey must be 32 bytes/],
    ['a rate of nothing', { rateLimit: { perSecond: 0, burst: 1 } }, /rateLimit must be/],
    ['a rate without a burst', { rateLimit: { perSecond: 1 } }, /rateLimit must be/],
    ['a time of change in the past', { mutableAfterMs: -1 }, /mutableAfterMs must be/],
    ['an invalid sealed version', { sealedVersion: '2019' }, /sealedVersion must be v4 or v3/],
    ['an invalid clock', { now: 5 }, /now must be a function/],
  ])('refuses %s', async (_, options, message) => {
    await expect(startEmulator(options as EmulatorOptions)).rejects.toMatchObject({
      code: 'ERR_FP_EMULATOR',
      message: expect.stringMatching(message),
    });
  });

  test('never reveals the key that it refuses', async () => {
    await expect(startEmulator({ secretApiKey: 'se cret' })).rejects.not.toThrow(/se cret/);
  });

  test('says so when the port is in use', async () => {
    const { url } = await start();
    const port = Number(new URL(url).port);
    await expect(startEmulator({ port })).rejects.toMatchObject({
      code: 'ERR_FP_EMULATOR',
      message: `can't listen on 127.0.0.1, port ${port}: the port is already in use`,
    });
  });
});

describe('closing', () => {
  test('breaks open connections, frees the port and can be repeated', async () => {
    const port = await freePort();
    const emulator = await start({ port });
    const idle = connect(port, '127.0.0.1');
    await once(idle, 'connect');
    const waiting = (async () => {
      emulator.setFault({ kind: 'delay', ms: 60_000 });
      return ask(emulator, '/v4/events/a').then(
        () => 'answered',
        () => 'broken',
      );
    })();
    while (emulator.requests().length === 0) await new Promise(setImmediate);
    const ended = once(idle.resume(), 'close');
    await Promise.all([emulator.close(), emulator.close()]);
    await emulator.close();
    await ended;
    await expect(waiting).resolves.toBe('broken');
    const next = createServer().listen(port, '127.0.0.1');
    await once(next, 'listening');
    expect((next.address() as AddressInfo).port).toBe(port);
    next.close();
  });
});
