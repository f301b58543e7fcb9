// What costs no network: evaluations of a policy, and the memory of a claim.

import { readFileSync } from 'node:fs';
import {
  createMemoryReplayStore,
  definePolicy,
  evaluatePolicy,
  normalizeEvent,
} from '@fingerprint-guard/core';
import { spread } from './measure.mjs';

const signals = {
  reference: 'id',
  lookup: 'found',
  replayStore: 'ok',
  eventId: 'e',
  ageMs: 900,
  reused: false,
  replayed: false,
  originAllowed: true,
  eventOrigin: 'https://shop.example',
  environmentAllowed: true,
  confidence: 0.97,
  ipMatch: 'same',
  vpn: false,
  proxy: false,
  tor: false,
  bot: 'not_detected',
  botProbability: 0,
  incognito: false,
  tampering: false,
  suspectScore: 3,
  missingSignals: [],
};

/** Evaluations of `recommended` a second, with every signal present. */
export function evaluationsPerSecond(rounds) {
  const policy = definePolicy({ extends: 'recommended' });
  const event = normalizeEvent(JSON.parse(readFileSync(new URL('event-v4.json', import.meta.url), 'utf8')));
  const count = 100_000;
  const rates = [];
  for (let round = 0; round <= rounds; round++) {
    const start = process.hrtime.bigint();
    for (let run = 0; run < count; run++) evaluatePolicy(policy, { signals, event });
    rates.push(count / (Number(process.hrtime.bigint() - start) / 1e9));
  }
  return spread(rates.slice(1));
}

/** Bytes and microseconds of a claim, with a million of them alive. */
export async function claims() {
  const store = createMemoryReplayStore({ maxClaims: 2_000_000 });
  const count = 1_000_000;
  const key = (index) => `guard:1763800${String(index).padStart(6, '0')}.NLOjmg`;
  const before = settledMemory();
  const start = process.hrtime.bigint();
  for (let index = 0; index < count; index++) await store.claim(key(index), 660_000);
  for (let index = 0; index < count; index++) await store.claim(key(index), 660_000);
  const us = Number(process.hrtime.bigint() - start) / 1000 / count;
  const after = settledMemory();
  const bytes = (after.heapUsed + after.external - before.heapUsed - before.external) / count;
  if (await store.claim(key(0), 1)) throw new Error('the store forgot a live claim');
  return { bytes, claimAndCheckUs: us };
}

/** Memory in use: the second collection waits for what the first one left to another thread to free. */
function settledMemory() {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage();
}
