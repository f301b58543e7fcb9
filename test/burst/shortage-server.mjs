/*
 * An Express application that clients bring into a shortage of its own: `/hash` hashes a password on Node's thread pool, the
 * guard's API is at a host name, its replay store may have few connections, and so may the dispatcher or fetch that MEANS
 * names. Prints its address.
 */
import { pbkdf2, pbkdf2Sync } from 'node:crypto';
import { createFingerprintGuard, createMemoryReplayStore } from '@fingerprint-guard/core';
import { requireFingerprint } from '@fingerprint-guard/express';
import express from 'express';
import { Agent, fetch as undiciFetch } from 'undici';

const { MEANS = 'own', STORE_CONNECTIONS, API_URL, API_KEY, DEADLINE_MS = '2000' } = process.env;

const agent = (connections) => new Agent({ connections });
const over = (dispatcher) => (url, init) => undiciFetch(url, { ...init, dispatcher });
const means = {
  own: () => ({}),
  agent: () => ({ dispatcher: agent(1) }),
  fetch: () => ({ fetch: over(agent(2)) }),
};

/** A store whose claims take 20 ms each, so many at once. */
function narrowStore(connections) {
  const store = createMemoryReplayStore();
  const queue = [];
  let free = connections;
  return {
    async claim(key, ttlMs) {
      if (free === 0) await new Promise((resolve) => queue.push(resolve));
      else free--;
      await new Promise((resolve) => setTimeout(resolve, 20));
      const next = queue.shift();
      if (next) next();
      else free++;
      return store.claim(key, ttlMs);
    },
  };
}

/** How many rounds take a thread 200 ms on this machine. */
function rounds() {
  const started = performance.now();
  pbkdf2Sync('password', 'salt', 20_000, 64, 'sha512');
  return Math.ceil((20_000 * 200) / (performance.now() - started));
}

const ROUNDS = rounds();
let hashing = 0;

const guard = createFingerprintGuard({
  apiKey: API_KEY,
  baseUrl: API_URL,
  deadlineMs: Number(DEADLINE_MS),
  ...means[MEANS](),
  ...(STORE_CONNECTIONS ? { replayStore: narrowStore(Number(STORE_CONNECTIONS)) } : {}),
  policy: { rules: { 'ip-location-mismatch': 'off' } },
});

const app = express();
app.post('/hash', (_req, res) => {
  hashing++;
  pbkdf2('password', 'salt', ROUNDS, 64, 'sha512', () => {
    hashing--;
    res.json({});
  });
});
app.get('/hashing', (_req, res) => void res.json(hashing));
app.post('/login', requireFingerprint(guard), (_req, res) => void res.json({ in: true }));
const server = app.listen(0, '127.0.0.1', () =>
  console.log(`LISTENING http://127.0.0.1:${server.address().port}`),
);
