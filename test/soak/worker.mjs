// An application on many bad days: it runs the requested checks, many at once, while faults come and go. It prints the
// results, and has to end by itself.
import { subscribe } from 'node:diagnostics_channel';
import { text } from 'node:stream/consumers';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { createFingerprintGuard } from '@fingerprint-guard/core';
import { Cancellation } from '../../packages/core/dist/esm/lib/cancellation.js';
import { watchAbortListeners } from './abort-listeners.mjs';
import { createControl } from './control.mjs';
import { createRandom, planFaults, SILENCE } from './faults.mjs';

const ROUND = 1000;
const STRETCH = 100;
/** A visitor that was turned away without a call comes back after this. In ms. */
const BACK_AFTER_MS = 1000;
const TURNED_AWAY = new Set(['breaker-open', 'budget', 'client-limit']);

const { seed, apiKey, baseUrl, checks, atOnce, deadlineMs } = JSON.parse(process.argv[2]);

const complaints = [];
for (const name of ['warning', 'unhandledRejection', 'uncaughtException']) {
  process.on(name, (error) => complaints.push(`${name}: ${error?.stack ?? error}`));
}
const countListeners = watchAbortListeners(Cancellation);
// Idle connections hold no process, so no list of active handles shows them.
const sockets = new Set();
let mostSockets = 0;
subscribe('net.client.socket', ({ socket }) => {
  sockets.add(socket);
  mostSockets = Math.max(mostSockets, sockets.size);
  socket.once('close', () => sockets.delete(socket));
});
const ids = JSON.parse(await text(process.stdin));
const random = createRandom(seed);
const faults = planFaults(random, checks / STRETCH);
const draws = Float64Array.from({ length: checks }, random);

const resources = process.getActiveResourcesInfo();
const control = createControl(baseUrl);
const guard = createFingerprintGuard({ apiKey, baseUrl, deadlineMs, logger: false });
const endings = {};
let decisions = 0;
let slowestMs = 0;
let started = 0;
let fault;

/** One request; most name an event of their own, some one that was named before, or none that exists. */
async function visit(index) {
  const draw = draws[index];
  const eventId =
    draw < 0.08 ? `${Date.now()}.made-up-${index}` : ids[draw < 0.16 ? Math.floor(index * draw) : index];
  const ip = `203.0.${index % 250}.${Math.floor(draw * 250)}`;
  const request = { method: 'POST', url: '/login', headers: {}, body: { eventId }, ip };
  const native = {};
  if (draw > 0.9) count(await guard.check(request, undefined, { native, required: false, claim: false }));
  const decision = count(await guard.check(request, undefined, { native }));
  if (TURNED_AWAY.has(decision.signals.lookupCause)) await pause(BACK_AFTER_MS);
}

function count(decision) {
  const { lookup, lookupCause } = decision.signals;
  if (!['allow', 'challenge', 'deny'].includes(decision.action)) complaints.push('a check without an action');
  const ending = lookupCause ?? lookup;
  endings[ending] = (endings[ending] ?? 0) + 1;
  slowestMs = Math.max(slowestMs, decision.elapsedMs);
  decisions++;
  return decision;
}

/** On a machine that is too busy a guard blames its own process for a time-out: the silence lasts until one counts. */
const staysSilent = () => fault === SILENCE && !endings.timeout;

async function visitor(until) {
  while (started < until) {
    const index = started++;
    if (index % STRETCH === 0 && !staysSilent()) {
      fault = faults[index / STRETCH];
      await control.setFault(fault);
    }
    await visit(index).catch((error) => complaints.push(`a check rejects: ${error?.stack ?? error}`));
  }
}

/** What is held once garbage is gone, buffers included. In bytes. */
async function held() {
  for (let round = 0; round < 5; round++) {
    await turn();
    globalThis.gc();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const rounds = [];
for (let until = ROUND; until <= checks; until += ROUND) {
  await Promise.all(Array.from({ length: atOnce }, () => visitor(until)));
  await turn();
  const listeners = countListeners();
  rounds.push({ checks: until, listeners, heldBytes: await held() });
}
control.close();
await guard.close();
for (let turns = 0; turns < 10; turns++) await turn();

const left = process.getActiveResourcesInfo();
for (const name of resources) if (left.includes(name)) left.splice(left.indexOf(name), 1);
const openSockets = sockets.size;
const result = { decisions, endings, slowestMs, complaints, rounds, left, mostSockets, openSockets };
console.log(`result ${JSON.stringify(result)}`);
