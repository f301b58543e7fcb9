// The same comparison for a sealed result, which costs no call: opening it is most of the work.

import { createCipheriv, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import { DecryptionAlgorithm, unsealEventsResponse } from '@fingerprint/node-sdk';
import { createFingerprintGuard } from '@fingerprint-guard/core';
import { compare } from './compare.mjs';
import { nextId } from './subjects.mjs';

const key = randomBytes(32);
export const SEALED_KEY = key.toString('base64');
const event = JSON.parse(readFileSync(new URL('event-v4.json', import.meta.url), 'utf8'));

/** The event as the agent seals it: of now, with an ID that nobody has used. */
export function nextSealed(id = nextId()) {
  const json = JSON.stringify({ ...event, event_id: id, timestamp: Date.now() });
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const ciphertext = Buffer.concat([cipher.update(deflateRawSync(json)), cipher.final()]);
  const header = Buffer.from('9E85DCED', 'hex');
  return Buffer.concat([header, nonce, ciphertext, cipher.getAuthTag()]).toString('base64');
}

/** The whole check: open, normalise, claim, judge. */
export function sealedCheck() {
  const guard = createFingerprintGuard({
    sealedKeys: [SEALED_KEY],
    origins: ['https://shop.example'],
    logger: false,
  });
  const run = async (sealedResult) => {
    const body = { sealedResult };
    const request = { method: 'POST', url: '/login', headers: {}, body, ip: '203.0.113.24' };
    const { source, signals } = await guard.check(request);
    if (source !== 'sealed' || signals.reused !== false) throw new Error('not a first use');
  };
  return { run, close: () => guard.close() };
}

/** Opening alone, and no more. */
function sdkV7() {
  const keys = [{ key, algorithm: DecryptionAlgorithm.Aes256Gcm }];
  return { run: (sealed) => unsealEventsResponse(Buffer.from(sealed, 'base64'), keys) };
}

/** The rows of each table, by the calls in flight. */
export async function measure({ rounds, count }) {
  const tables = {};
  for (const inFlight of [1, 50]) {
    const subjects = { 'guard.check': sealedCheck(), 'SDK v7 unseal': sdkV7() };
    tables[inFlight] = await compare('a sealed result', subjects, nextSealed, { rounds, count, inFlight });
    await subjects['guard.check'].close();
  }
  return tables;
}
