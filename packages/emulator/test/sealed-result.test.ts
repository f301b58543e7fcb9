import { createDecipheriv } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { eventOf, start } from './client.js';

function unseal(sealed: string, key: string): unknown {
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'base64'), bytes.subarray(4, 16));
  decipher.setAuthTag(bytes.subarray(-16));
  const plain = Buffer.concat([decipher.update(bytes.subarray(16, -16)), decipher.final()]);
  return JSON.parse(inflateRawSync(plain).toString());
}

test('a sealed result holds the whole event, under the header and the key of the emulator', async () => {
  const emulator = await start();
  const { eventId, sealedResult } = await emulator.createEvent('vpn', { linked_id: 'Zoë' });
  expect(Buffer.from(sealedResult, 'base64').toString('base64')).toBe(sealedResult);
  expect(Buffer.from(sealedResult, 'base64').subarray(0, 4).toString('hex')).toBe('9e85dced');
  expect(unseal(sealedResult, emulator.sealedKey)).toEqual(await eventOf(emulator, eventId));
  expect(() => unseal(sealedResult, Buffer.alloc(32).toString('base64'))).toThrow();
});

test('no two results are sealed alike', async () => {
  const emulator = await start();
  const overrides = { event_id: 'same', timestamp: 1_700_000_000_000 };
  const [one, two] = [
    await emulator.createEvent('honest', overrides),
    await emulator.createEvent('honest', overrides),
  ];
  expect(one.sealedResult.slice(8)).not.toBe(two.sealedResult.slice(8));
  expect(one.sealedResult).toBe({ ...one }.sealedResult);
});
